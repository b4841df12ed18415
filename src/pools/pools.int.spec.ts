import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => service.stop());

const SET = `mutation ($input: SetPoolInput!) { setPool(input: $input) { __typename ... on PoolSaved { pool { name slots } } ... on Refused { code message } } }`;
const set = async (name: string): Promise<unknown> =>
  (await service.ask<{ setPool: unknown }>(SET, { input: { name, slots: 3 } })).data.setPool;
const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename } }`;
const register = async (pool: string): Promise<unknown> => {
  const spec = { id: 'd', tasks: { a: { type: 'empty', pool } } };
  return (await service.ask<{ registerDag: unknown }>(REGISTER, { input: { spec } })).data.registerDag;
};

describe('the name of a pool', () => {
  it.each(['warehouse', 'team.db-2', 'x'.repeat(250)])('is one that tasks can name: %s', async (name) => {
    expect(await set(name)).toEqual({ __typename: 'PoolSaved', pool: { name, slots: 3 } });
    expect(await register(name)).toMatchObject({ __typename: 'DagRegistered' });
  });

  it.each(['', 'two words', 'größe', 'a/b', 'x'.repeat(251)])('is refused where no task can: "%s"', async (name) => {
    expect(await set(name)).toEqual({
      __typename: 'Refused',
      code: 'INVALID',
      message: 'name: use letters, digits, "-", "." and "_", 1 to 250 characters, as "pool" of a task',
    });
    expect(await register(name)).toMatchObject({ __typename: 'InvalidDag' });
  });
});
