import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { contractSchema } from '../../test/support/cli/fixture-api.js';
import { graphqlJs } from '../../test/support/cli/graphql-js.js';
import type { Operation } from './client/operation.js';

const { Kind, parse, validate } = graphqlJs;
const schema = contractSchema();
const files = globSync('**/*.operations.ts', { cwd: import.meta.dirname, absolute: true });
const isOperation = (value: unknown): value is Operation<unknown, object> =>
  typeof value === 'object' && value !== null && 'text' in value && 'kind' in value;
const operations = (
  await Promise.all(
    files.map(async (file) =>
      Object.entries((await import(file)) as Record<string, unknown>).map(([name, value]) => ({ name, value })),
    ),
  )
)
  .flat()
  .flatMap(({ name, value }) => (isOperation(value) ? [{ name, operation: value }] : []));

describe('documents of the command line', () => {
  it('finds them', () => expect(operations.length).toBeGreaterThan(20));

  it.each(operations)('$name is valid by the contract', ({ operation }) => {
    expect(validate(schema, parse(operation.text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(operations.filter(({ operation }) => operation.kind === 'mutation'))(
    '$name sends a reason and an idempotency key',
    ({ operation }) => {
      const [definition] = parse(operation.text).definitions;
      if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an operation comes first');
      const variables = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
      const names = variables.includes('input') ? fieldsOfInput(operation.text) : variables;
      expect(names).toEqual(expect.arrayContaining(['reason', 'idempotencyKey']));
    },
  );
});

function fieldsOfInput(text: string): string[] {
  const [, type = ''] = /\$input: (\w+)!/.exec(text) ?? [];
  const input = schema.getType(type);
  return input !== undefined && 'getFields' in input ? Object.keys(input.getFields()) : [];
}
