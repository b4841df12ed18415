import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';
import { resolveVariable } from './resolve.js';

const key = randomBytes(32);
const env = { CONTINUO_VAR_LIMITS: '{"rows": 5}', CONTINUO_VAR_PLAIN: 'just text', CONTINUO_VAR_BOTH: 'env' };

let service: TestService;
beforeAll(async () => {
  service = await startService({ key, env });
});
afterAll(async () => service.stop());

const FIELDS = 'name value secret source updatedBy { name }';
const set = async (input: object): Promise<unknown> =>
  (
    await service.ask<{ setVariable: unknown }>(
      `mutation ($input: SetVariableInput!) { setVariable(input: $input) { __typename ... on VariableSaved { variable { ${FIELDS} } } ... on Refused { code } } }`,
      { input },
    )
  ).data.setVariable;
const resolve = (name: string): Promise<unknown> => resolveVariable({ pool: service.pool, key, env }, name);

describe('variables', () => {
  it.each([[1], ['text'], [null], [false], [[1, { a: 'x\0y' }]], [{ __proto__: null, a: 1 }]])(
    'keeps %j as it is',
    async (value) => {
      expect(await set({ name: 'any', value: value ?? { null: true } })).toMatchObject({
        __typename: 'VariableSaved',
        variable: { secret: false },
      });
      expect(await resolve('any')).toEqual({ value: value ?? { null: true }, secret: false });
    },
  );

  it('a secret one is never shown, nor stored in clear text, nor told to the history', async () => {
    const value = { token: 'sesame-4711' };
    expect(await set({ name: 'hidden', value, secret: true, idempotencyKey: 'v1' })).toMatchObject({
      variable: { value: null, secret: true },
    });
    const { data } = await service.ask('{ variables { name value secret } }');
    expect(data).toMatchObject({
      variables: expect.arrayContaining([{ name: 'hidden', value: null, secret: true }]) as unknown,
    });
    const rows = await Promise.all(
      ['variables', 'events', 'idempotency_keys'].map((table) =>
        service.pool.query(`select string_agg(t::text, '') from ${table} t`),
      ),
    );
    expect(JSON.stringify(rows.map((each) => each.rows))).not.toContain('sesame-4711');
    expect(await resolve('hidden')).toEqual({ value, secret: true });
  });

  it('the environment comes first, as JSON where it parses, and is always secret', async () => {
    await set({ name: 'both', value: 'database' });
    expect(await resolve('limits')).toEqual({ value: { rows: 5 }, secret: true });
    expect(await resolve('plain')).toEqual({ value: 'just text', secret: true });
    expect(await resolve('both')).toEqual({ value: 'env', secret: true });
    const { data } = await service.ask<{ variables: { name: string; source: string; value: unknown }[] }>(
      `{ variables { ${FIELDS} } }`,
    );
    expect(data.variables.find((each) => each.name === 'both')).toMatchObject({
      source: 'ENVIRONMENT',
      value: null,
      secret: true,
    });
    expect(data.variables.find((each) => each.name === 'limits')).toMatchObject({ source: 'ENVIRONMENT', value: null });
  });

  it('is deleted once', async () => {
    await set({ name: 'short', value: 1 });
    const remove = async (name: string): Promise<unknown> =>
      (await service.ask(`mutation { deleteVariable(name: "${name}") { __typename ... on Refused { code } } }`)).data;
    expect(await remove('short')).toEqual({ deleteVariable: { __typename: 'Deleted' } });
    expect(await remove('short')).toEqual({ deleteVariable: { __typename: 'Refused', code: 'NOT_FOUND' } });
    expect(await remove('plain')).toEqual({ deleteVariable: { __typename: 'Refused', code: 'ILLEGAL_STATE' } });
    const { rows } = await service.pool.query(
      `select type from events where stream = 'variable-short' order by version`,
    );
    expect(rows).toEqual([{ type: 'VariableSet' }, { type: 'VariableDeleted' }]);
  });

  it.each([[{ name: '', value: 1 }], [{ name: 'x', value: 'a'.repeat(1024 * 1024) }], [{ name: 'a\0', value: 1 }]])(
    'given a bad one, refuses',
    async (input) => {
      expect(await set(input)).toMatchObject({ __typename: 'Refused', code: 'INVALID' });
    },
  );
});
