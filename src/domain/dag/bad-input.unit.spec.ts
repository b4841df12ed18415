import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operators, refusals, templates } from './dag.fixture.js';
import { readDag } from './read-dag.js';
import { validateDag } from './validate-dag.js';

const judge = (value: unknown): string[] => {
  const read = validateDag(value, { operators, templates });
  return read.ok ? [] : read.issues.map(({ code, path }) => `${code} ${path}`);
};

describe('hostile values', () => {
  it.each<[string, string, string]>([
    [
      '__proto__ as a task',
      '{"id":"d","tasks":{"__proto__":{"type":"empty"},"a":{"type":"empty"}}}',
      'BAD_VALUE tasks.__proto__ 1:20',
    ],
    ['__proto__ in the DAG', '{"id":"d","__proto__":{},"tasks":{"a":{"type":"empty"}}}', 'BAD_VALUE __proto__ 1:11'],
    [
      '__proto__ in with',
      '{"id":"d","tasks":{"a":{"type":"empty","with":{"__proto__":1}}}}',
      'BAD_VALUE tasks.a.with.__proto__ 1:48',
    ],
    [
      'constructor as a key',
      '{"id":"d","constructor":{},"tasks":{"a":{"type":"empty"}}}',
      'UNKNOWN_KEY constructor 1:11',
    ],
    ['prototype as a task', '{"id":"d","tasks":{"prototype":{"type":"empty"}}}', 'BAD_VALUE tasks.prototype 1:20'],
    [
      'constructor as a parameter',
      '{"id":"d","params":{"constructor":{}},"tasks":{"a":{"type":"empty"}}}',
      'BAD_VALUE params.constructor 1:21',
    ],
    ['an escaped NUL', '{"id":"d","docMd":"\\u0000","tasks":{"a":{"type":"empty"}}}', 'BAD_VALUE docMd 1:19'],
    ['half a surrogate pair', '{"id":"d","docMd":"\\ud83d","tasks":{"a":{"type":"empty"}}}', 'BAD_VALUE docMd 1:19'],
  ])('%s', (_, text, issue) => {
    expect(refusals(text, { format: 'JSON' })).toContain(issue);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a text', 'id: d'],
    ['a list', []],
    ['a number', 7],
  ])('%s instead of a DAG', (_, value) => {
    expect(judge(value)).toEqual(['BAD_VALUE ']);
  });

  it.each<[string, unknown]>([
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['a map', new Map()],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['a big integer', 1n],
  ])('%s as a value', (_, value) => {
    expect(judge({ id: 'd', tasks: { a: { type: 'bash', with: { command: value } } } })).toContain(
      'BAD_VALUE tasks.a.with.command',
    );
  });

  it('a value nested 10 000 deep', () => {
    let value: unknown = 1;
    for (let i = 0; i < 10_000; i += 1) value = i % 2 === 0 ? { a: value } : [value];
    expect(judge({ id: 'd', tasks: { a: { type: 'empty', with: value } } })).toEqual([
      expect.stringContaining('TOO_LARGE tasks.a.with'),
    ]);
  });

  it('a value that holds itself', () => {
    const value: Record<string, unknown> = { id: 'd' };
    value['tasks'] = value;
    expect(judge(value)).toEqual([expect.stringContaining('TOO_LARGE')]);
  });

  it('a bomb of aliases', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}, *l${i}]`);
    expect(refusals(`l0: &l0 [1]\n${levels.join('\n')}\n`)).toEqual(['TOO_LARGE  1:1']);
  });

  it('a DAG of 7 MiB in one task is read', () => {
    const text = JSON.stringify({
      id: 'd',
      tasks: { a: { type: 'bash', with: { command: 'x'.repeat(7 * 1024 * 1024) } } },
    });
    expect(refusals(text, { format: 'JSON' })).toEqual([]);
  });

  it('whatever the text, the answer is a list of issues and no exception', () => {
    const pieces = fc.constantFrom(
      'id: d\n',
      'tasks:\n',
      '  a:\n',
      '    type: bash\n',
      '    upstream: [a]\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ': ',
      '&a ',
      '*a ',
      '? ',
      '| \n',
      '<<: ',
      '!!set ',
      '"',
      "'",
      '#',
      '\t',
      'groups: { g: ',
      'x',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }),
        fc.constantFrom('YAML' as const, 'JSON' as const),
        (parts, format) => {
          const read = readDag(parts.join(''), format, { operators, templates });
          if (!read.ok) for (const issue of read.issues) expect(issue.line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('whatever the value, the answer is a list of issues and no exception', () => {
    const keys = fc.constantFrom(
      'id',
      'tasks',
      'groups',
      'upstream',
      'type',
      'with',
      'schedule',
      'params',
      'teardown',
      'setups',
      'defaultArgs',
      'a',
      'b',
      'map',
      'toString',
    );
    const values = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom('a', 'b', 'bash', 1, null, true, '@daily'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(keys, tie('any'), { maxKeys: 5 }),
      ),
    })).any;
    fc.assert(
      fc.property(values, (value) => {
        expect(() => judge(value)).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });
});
