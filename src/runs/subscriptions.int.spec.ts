import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket } from '../../test/support/api-socket.js';
import { collect } from '../../test/support/collect.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let client: Client;
beforeAll(async () => {
  service = await startService();
  client = (await openSocket(service)).client;
  await service.ask(
    `mutation { registerDag(input: { spec: { id: "d", maxActiveRuns: 1000, tasks: { a: { type: "bash", with: { command: "true" } } } } }) { __typename } }`,
  );
});
afterAll(async () => {
  await client.dispose();
  await service.stop();
});

const trigger = async (): Promise<string> => {
  const { data } = await service.ask<{ triggerDag: { dagRun: { id: string } } }>(
    'mutation { triggerDag(input: { dagId: "d" }) { ... on DagRunCreated { dagRun { id } } } }',
  );
  return data.triggerDag.dagRun.id;
};
const notify = (channel: string, payload: string): Promise<unknown> =>
  service.pool.query('select pg_notify($1, $2)', [channel, payload]);
const setState = async (id: string, state: string): Promise<void> => {
  await service.pool.query('update dag_runs set state = $2, head = head + 1 where id = $1', [id, state]);
  await notify('continuo_run', id);
};
/** Ends every LISTEN connection, as a restart of PostgreSQL would. */
const cutListeners = async (): Promise<void> => {
  const { rowCount } = await service.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'continuo listener' and datname = current_database()`,
  );
  expect(rowCount).toBeGreaterThan(0);
};

describe('dagRunChanged', () => {
  const CHANGED = 'subscription ($id: ID!) { dagRunChanged(id: $id) { state stateCounts { state count } } }';

  it('tells the current state at once, then each change, each once', async () => {
    const id = await trigger();
    const seen = collect<{ state: string }>(client, CHANGED, { id });
    await seen.until((items) => items.length === 1);
    for (const state of ['RUNNING', 'SUCCESS']) {
      await setState(id, state);
      await seen.until((items) => items.at(-1)?.state === state);
    }
    expect(seen.items.map((item) => item.state)).toEqual(['QUEUED', 'RUNNING', 'SUCCESS']);
    seen.stop();
  });

  it('given a change of a task only, tells it', async () => {
    const id = await trigger();
    const seen = collect<{ stateCounts: { state: string }[] }>(client, CHANGED, { id });
    await seen.until((items) => items.length === 1);
    await service.pool.query(`update task_instances set state = 'RUNNING' where dag_run_id = $1`, [id]);
    await service.pool.query(
      `insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, started_at, worker) values ($1, 'a', -1, 1, 1, now(), 'w')`,
      [id],
    );
    await notify('continuo_run', id);
    await seen.until((items) => items.at(-1)?.stateCounts[0]?.state === 'RUNNING');
    seen.stop();
  });

  it('given a wake-up without a change, tells nothing', async () => {
    const id = await trigger();
    const seen = collect<{ state: string }>(client, CHANGED, { id });
    await seen.until((items) => items.length === 1);
    for (let i = 0; i < 5; i += 1) await notify('continuo_run', id);
    await setState(id, 'FAILED');
    await seen.until((items) => items.at(-1)?.state === 'FAILED');
    expect(seen.items).toHaveLength(2);
    seen.stop();
  });

  it('given a lost LISTEN connection, what changed meanwhile is told', async () => {
    const id = await trigger();
    const seen = collect<{ state: string }>(client, CHANGED, { id });
    await seen.until((items) => items.length === 1);
    await cutListeners();
    await service.pool.query(`update dag_runs set state = 'RUNNING', head = head + 1 where id = $1`, [id]);
    await seen.until((items) => items.at(-1)?.state === 'RUNNING');
    seen.stop();
  });
});

describe('taskLog', () => {
  const LOG =
    'subscription ($id: ID!, $after: Int) { taskLog(dagRunId: $id, taskId: "a", after: $after) { number text } }';
  const write = async (id: string, tryNumber: number, first: number, texts: string[]): Promise<void> => {
    const lines = texts.map((text) => ({ at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text }));
    await service.pool.query('insert into task_logs values ($1, $2, -1, $3, $4, $5, 1, $6)', [
      id,
      'a',
      tryNumber,
      first,
      lines.length,
      JSON.stringify(lines),
    ]);
    await notify('continuo_log', `${id}/a/-1`);
  };
  const task = (id: string, state: string, tryNumber: number): Promise<unknown> =>
    service.pool.query('update task_instances set state = $2, try_number = $3 where dag_run_id = $1', [
      id,
      state,
      tryNumber,
    ]);

  it('tells the lines after the given one, then each new one, then those of the next try, and ends with the task', async () => {
    const id = await trigger();
    await task(id, 'RUNNING', 1);
    await write(id, 1, 1, ['one', 'two']);
    const seen = collect<{ number: number; text: string }>(client, LOG, { id, after: 1 });
    await seen.until((items) => items.length === 1);
    await write(id, 1, 3, ['three']);
    await seen.until((items) => items.length === 2);
    await task(id, 'RUNNING', 2);
    await write(id, 2, 1, ['again']);
    await seen.until((items) => items.length === 3);
    await task(id, 'SUCCESS', 2);
    await notify('continuo_run', id);
    await seen.completed;
    expect(seen.items).toEqual([
      { number: 2, text: 'two' },
      { number: 3, text: 'three' },
      { number: 1, text: 'again' },
    ]);
  });

  it('tells a long log in full, and ends', async () => {
    const id = await trigger();
    await task(id, 'SUCCESS', 1);
    for (let chunk = 0; chunk < 5; chunk += 1)
      await write(
        id,
        1,
        chunk * 700 + 1,
        Array.from({ length: 700 }, (_, i) => `${chunk * 700 + i + 1}`),
      );
    const seen = collect<{ number: number; text: string }>(client, LOG, { id });
    await seen.completed;
    expect(seen.items.map((item) => item.text)).toEqual(Array.from({ length: 3_500 }, (_, i) => `${i + 1}`));
  });
});

describe('eventRecorded', () => {
  const RECORDED =
    'subscription ($after: String, $filter: EventFilter) { eventRecorded(after: $after, filter: $filter) { position type dagRunId stream version } }';
  interface Told {
    position: string;
    type: string;
    dagRunId: string | null;
    stream: string;
    version: number;
  }

  it('tells what is recorded from now on', async () => {
    const before = await trigger();
    await service.ask('{ events(first: 1) { nodes { id } } }');
    const seen = collect<Told>(client, RECORDED, { filter: { types: ['RunCreated'] } });
    // when "now" is, only the service knows: something is triggered until it tells of something
    const triggered: (string | null)[] = [];
    const told = async (): Promise<number> => {
      if (seen.items.length === 0) triggered.push(await trigger());
      return seen.items.length;
    };
    await expect.poll(told, { interval: 200 }).toBeGreaterThan(0);
    expect(triggered).toContain(seen.items[0]?.dagRunId);
    expect(triggered).not.toContain(before);
    seen.stop();
  });

  it(
    'across lost LISTEN connections and reconnects with a cursor, none is lost and none comes twice',
    { timeout: 60_000 },
    async () => {
      const first = await service.ask<{ events: { nodes: { position: string }[] } }>(
        '{ events(first: 1) { nodes { position } } }',
      );
      let after = first.data.events.nodes[0]?.position ?? '0';
      const told: Told[] = [];
      const triggered: string[] = [];
      const writing = (async () => {
        for (let i = 0; i < 60; i += 1) triggered.push(await trigger());
      })();
      for (let round = 0; round < 6; round += 1) {
        const seen = collect<Told>(client, RECORDED, { after });
        await seen.until((items) => items.length >= 5);
        if (round % 2 === 0) await cutListeners();
        seen.stop();
        const got = [...seen.items];
        told.push(...got);
        after = got.at(-1)?.position ?? after;
      }
      await writing;
      const rest = collect<Told>(client, RECORDED, { after });
      await rest.until((items) => told.length + items.length >= 60);
      rest.stop();
      const ids = [...told, ...rest.items]
        .filter((event) => event.type === 'RunCreated')
        .map((event) => event.dagRunId);
      expect(ids).toEqual([...new Set(ids)]);
      expect(new Set(ids)).toEqual(new Set(triggered));
    },
  );

  it('a position that is none is refused', async () => {
    const seen = collect(client, RECORDED, { after: 'x' });
    await seen.completed;
    expect(seen.items).toEqual([]);
  });
});
