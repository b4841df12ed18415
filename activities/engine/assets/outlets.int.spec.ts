import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  operatorOf,
  refOf,
  rowOf,
  seedRun,
  type SpecTask,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import type { JsonObject, OperatorDefinition, OutletEvent } from '../../sdk/index.js';
import { TaskFailure } from '../../sdk/index.js';
import { empty } from '../../core/empty/empty.js';

let db: FreshDatabase;
let worker: SpecWorker;

beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, [
    empty as OperatorDefinition,
    operatorOf('add', (context, params) => {
      if (params['nul'] === true) context.outletEvents.add({ asset: 'mine', extra: { text: 'a\0b' } });
      for (const event of params['events'] as unknown as OutletEvent[]) context.outletEvents.add(event);
      if (params['fails'] === true) throw new TaskFailure('Mine', 'after all', { retryable: false });
      return { value: context.outletEvents.declared.length };
    }),
  ]);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

/** Runs one task and answers where it ran. */
async function play(task: SpecTask): Promise<TicketRef> {
  const run = await seedRun(db.pool, { t: task }, { params: { city: 'Paris' } });
  const ref = refOf(run, 't');
  await worker.engine.attempt(ref);
  return ref;
}

async function updatesOf({ dagRunId }: TicketRef): Promise<Record<string, unknown>[]> {
  const { rows } = await db.pool.query<Record<string, unknown>>(
    `select asset, partition_key as partition, extra, alias from asset_events where dag_run_id = $1 order by asset, partition_key`,
    [dagRunId],
  );
  return rows;
}

const refusedType = async (ref: TicketRef): Promise<unknown> =>
  ((await rowOf(db.pool, 'tickets', ref))['outcome'] as { error?: { type: string; retryable: boolean } }).error;

describe('the outlets of a task', () => {
  it('are updated with its success, their templates rendered, and told in the stream of the asset', async () => {
    const ref = await play({
      type: 'empty',
      outlets: [
        { asset: 'told', extra: { city: '{{ params.city }}', n: 1 }, partition: '{{ ds }}' },
        { asset: 'plain' },
      ],
    });
    expect(await updatesOf(ref)).toEqual([
      { asset: 'plain', partition: null, extra: {}, alias: null },
      { asset: 'told', partition: '2026-01-02', extra: { city: 'Paris', n: 1 }, alias: null },
    ]);
    const { rows } = await db.pool.query(
      `select e.type, e.dag_run_id, e.task_id, e.actor_kind, e.causation_id, e.payload, a.id, a.try_number, a.run_id
       from events e join asset_events a on a.id = e.stream || ':' || e.version where e.stream = 'asset-told'`,
    );
    expect(rows).toEqual([
      {
        type: 'AssetUpdated',
        dag_run_id: ref.dagRunId,
        task_id: 't',
        actor_kind: 'WORKER',
        causation_id: `attempt-${ref.dagRunId}/t/-1/1/1:1`,
        payload: {
          asset: 'told',
          extra: { city: 'Paris', n: 1 },
          partition: '2026-01-02',
          runId: 'manual__spec',
          tryNumber: 1,
        },
        id: 'asset-told:0',
        try_number: 1,
        run_id: 'manual__spec',
      },
    ]);
  });

  it('are updated as the code says, and by way of an alias under the name that the code gives', async () => {
    const events: JsonObject[] = [
      { asset: 'said', extra: { rows: 3 }, partition: 'eu' },
      { asset: 'said', partition: 'us' },
      { asset: 'found_by_alias', alias: 'any_file' },
    ];
    const ref = await play({
      type: 'add',
      with: { events },
      outlets: [{ asset: 'said' }, { alias: 'any_file' }],
    });
    expect(await updatesOf(ref)).toEqual([
      { asset: 'found_by_alias', partition: null, extra: {}, alias: 'any_file' },
      { asset: 'said', partition: 'eu', extra: { rows: 3 }, alias: null },
      { asset: 'said', partition: 'us', extra: {}, alias: null },
    ]);
    expect((await db.pool.query('select alias, asset from asset_aliases')).rows).toEqual([
      { alias: 'any_file', asset: 'found_by_alias' },
    ]);
  });

  it('are not updated where the task fails', async () => {
    const ref = await play({
      type: 'add',
      with: { events: [{ asset: 'never' }], fails: true },
      outlets: [{ asset: 'never' }],
    });
    expect(await refusedType(ref)).toMatchObject({ type: 'Mine' });
    expect(await updatesOf(ref)).toEqual([]);
  });

  it.each<[string, OutletEvent, string]>([
    ['an asset that it does not declare', { asset: 'other' }, 'UndeclaredOutlet'],
    ['a large extra', { asset: 'mine', extra: { text: 'x'.repeat(17_000) } }, 'BadOutlet'],
    ['an extra that is no object', { asset: 'mine', extra: [1] as never }, 'BadOutlet'],
  ])('given %s, fails the task for good', async (_, event, type) => {
    const ref = await play({ type: 'add', with: { events: [event as never] }, outlets: [{ asset: 'mine' }] });
    expect(await refusedType(ref)).toMatchObject({ type, retryable: false });
    expect(await updatesOf(ref)).toEqual([]);
  });

  it('what the database cannot store fails the task, and updates nothing', async () => {
    const ref = await play({ type: 'add', with: { events: [], nul: true }, outlets: [{ asset: 'mine' }] });
    expect(await refusedType(ref)).toMatchObject({ type: 'ResultNotStorable' });
    expect(await updatesOf(ref)).toEqual([]);
  });

  it('of many tries at once are updated once each, in one gapless stream', async () => {
    const tasks = Array.from({ length: 8 }, () => ({
      type: 'add',
      with: { events: [{ asset: 'busy_b' }, { asset: 'busy_a' }] },
      outlets: [{ asset: 'busy_b' }, { asset: 'busy_a' }],
    }));
    await Promise.all(tasks.map(play));
    for (const stream of ['asset-busy_a', 'asset-busy_b']) {
      const { rows } = await db.pool.query('select version from events where stream = $1 order by version', [stream]);
      expect(rows.map((row: { version: number }) => row.version)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });
});
