import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { createListener } from './listener.js';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => database.drop());

const notify = (channel: string, payload: string): Promise<unknown> =>
  database.pool.query('select pg_notify($1, $2)', [channel, payload]);
const until = async (holds: () => boolean): Promise<void> => {
  for (const deadline = Date.now() + 5_000; !holds();) {
    if (Date.now() > deadline) throw new Error('not within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const cut = (): Promise<unknown> =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'continuo listener' and datname = current_database()`,
  );

describe('the listener', () => {
  it('hands every NOTIFY of a channel to its handlers until they end', async () => {
    const listener = await createListener(database.url);
    const [one, two]: string[][] = [[], []];
    const stop = await listener.on('a', (payload) => one?.push(payload));
    await Promise.all([
      listener.on('a', (payload) => two?.push(payload)),
      listener.on('b', (payload) => two?.push(payload)),
    ]);
    await notify('a', '1');
    await until(() => two?.length === 1);
    stop();
    await notify('a', '2');
    await notify('b', '3');
    await until(() => two?.length === 3);
    expect([one, two]).toEqual([['1'], ['1', '2', '3']]);
    await listener.close();
  });

  it('given a lost connection, comes back, listens again, and says so', async () => {
    const errors: Error[] = [];
    const listener = await createListener(database.url, (error) => errors.push(error));
    const seen: string[] = [];
    let back = 0;
    await listener.on('a', (payload) => seen.push(payload));
    listener.onReconnect(() => (back += 1));
    for (let round = 1; round <= 3; round += 1) {
      await cut();
      await until(() => back === round);
      await notify('a', `${round}`);
      await until(() => seen.length === round);
    }
    expect(seen).toEqual(['1', '2', '3']);
    expect(errors.length).toBeGreaterThan(0);
    await listener.close();
  });

  it('given a handler that throws, the others still hear', async () => {
    const errors: Error[] = [];
    const listener = await createListener(database.url, (error) => errors.push(error));
    const seen: string[] = [];
    await listener.on('a', () => {
      throw new Error('a bug');
    });
    await listener.on('a', (payload) => seen.push(payload));
    await notify('a', 'x');
    await until(() => seen.length === 1);
    expect(errors.map((error) => error.message)).toEqual(['a bug']);
    await listener.close();
  });

  it('given no server, the first connection is an error', async () => {
    await expect(createListener('postgresql://x@127.0.0.1:1/x')).rejects.toThrow();
  });
});
