import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  attemptEvents,
  openTicket,
  operatorOf,
  refOf,
  rowOf,
  seedRun,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { GatheredQueries } from '../../../src/platform/database/gathered-queries.js';
import { sqlState } from '../../../src/platform/database/transaction.js';
import { beginFresh, type Begun } from './begin.js';
import { finish } from './finish.js';
import { inKeyOrder } from './ticket-order.js';

/** Begins and finishes that go together are judged as if each had gone alone. */
let db: FreshDatabase;
let worker: SpecWorker;
let tickets: GatheredQueries;
const operators = [operatorOf('say', (_context, params) => ({ value: params['value'] ?? null }))];

beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, operators);
  tickets = new GatheredQueries(db.pool, inKeyOrder);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

const N = 12;
const IDS = Array.from({ length: N }, (_, i) => `t${i}`);
const tasks = Object.fromEntries(IDS.map((id) => [id, { type: 'say', with: { value: '{{ task.id }}' } }]));
const who = (incarnation = worker.lease.incarnation, needsLeaseMs = 10_000) => ({
  incarnation,
  name: 'spec',
  codeVersion: () => null,
  needsLeaseMs,
});
const opening = (run: string, id: string, of = who()) => ({
  ref: refOf(run, id),
  worker: of,
  dagId: 'd',
  sensor: false,
  now: Date.now,
});
const beginAll = (run: string, of = who()) =>
  Promise.all(IDS.map(async (id) => (await beginFresh(tickets, opening(run, id, of)))?.begun ?? null));
const ending = (begun: Begun) => ({
  begun,
  worker: who(),
  dagId: 'd',
  outcome: { kind: 'SUCCESS' as const },
  xcoms: [{ key: 'return_value', value: JSON.stringify(begun.ref.taskId), sizeBytes: 4 }],
  rendered: JSON.stringify({ of: begun.ref.taskId }),
  endedAt: Date.now(),
  bodyGone: true,
  unheard: false,
});
const begunOf = (all: readonly (Begun | null)[]): Begun[] => all.filter((begun) => begun !== null);
const wakeUps = async (run: string): Promise<number> =>
  (await db.pool.query('select 1 from outbox where dag_run_id = $1', [run])).rows.length;

/** Whether every event of the run's attempts carries its predecessor's hash. */
async function brokenLinks(run: string): Promise<unknown[]> {
  const { rows } = await db.pool.query(
    `select e.stream from events e left join events p on p.stream = e.stream and p.version = e.version - 1
     where e.dag_run_id = $1 and e.previous_hash is distinct from p.hash`,
    [run],
  );
  return rows;
}

describe('attempts that come at once', () => {
  it('each runs once and leaves what a single one leaves', async () => {
    const run = await seedRun(db.pool, tasks);
    await worker.engine.attempt(refOf(run, 't0'));
    const answers = await Promise.all(IDS.slice(1).map((id) => worker.engine.attempt(refOf(run, id))));
    expect(answers.map((answer) => answer.kind)).toEqual(IDS.slice(1).map(() => 'settled'));
    const { fence, outcome, owner, read, watched } = await rowOf(db.pool, 'tickets', refOf(run, 't0'));
    for (const id of IDS) {
      const ref = refOf(run, id);
      expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ fence, outcome, owner, read, watched });
      expect(await attemptEvents(db.pool, ref)).toEqual(await attemptEvents(db.pool, refOf(run, 't0')));
      expect(await rowOf(db.pool, 'task_attempts', ref)).toMatchObject({ outcome: 'SUCCESS', error: null });
      expect(await rowOf(db.pool, 'task_instances', ref)).toMatchObject({ rendered_fields: { value: id } });
      expect(await rowOf(db.pool, 'xcoms', ref)).toMatchObject({ key: 'return_value', value: `"${id}"` });
    }
    expect(await brokenLinks(run)).toEqual([]);
    expect(await wakeUps(run)).toBe(0);
    expect(worker.errors).toEqual([]);
  });
});

describe('begins that go together', () => {
  it('take the tickets that nobody has begun, and no other', async () => {
    const run = await seedRun(db.pool, tasks);
    await beginFresh(tickets, opening(run, 't4'));
    await db.pool.query(
      `update tickets set outcome = '{"kind":"CANCELLED"}' where dag_run_id = $1 and task_id = 't5'`,
      [run],
    );
    await openTicket(db.pool, refOf(run, 't6', 0, 2));
    const begun = await beginAll(run);
    expect(begun.map((one) => one?.fence ?? null)).toEqual(IDS.map((id) => (id === 't4' || id === 't5' ? null : 1)));
    expect(await beginFresh(tickets, { ...opening(run, 't6'), ref: refOf(run, 't6', 0, 2) })).toBeNull();
    expect((await attemptEvents(db.pool, refOf(run, 't4'))).length).toBe(1);
  });

  it('take none under a lease that is too short, or none at all', async () => {
    const run = await seedRun(db.pool, tasks);
    expect(begunOf(await beginAll(run, who(undefined, 60_000)))).toEqual([]);
    expect(begunOf(await beginAll(run, who('00000000-0000-4000-8000-000000000000')))).toEqual([]);
    expect(begunOf(await beginAll(run))).toHaveLength(N);
  });

  it('of one ticket by several, make one owner', async () => {
    const run = await seedRun(db.pool, tasks);
    const all = await Promise.all(IDS.map(() => beginFresh(tickets, opening(run, 't1'))));
    expect(all.filter((one) => one !== null)).toHaveLength(1);
    expect(await attemptEvents(db.pool, refOf(run, 't1'))).toHaveLength(1);
  });
});

describe('finishes that go together', () => {
  it('settle what is the owner’s and open, and wake the run for what is watched', async () => {
    const run = await seedRun(db.pool, tasks);
    const begun = begunOf(await beginAll(run));
    await db.pool.query(
      `update tickets set watched = task_id = 't1', fence = fence + case task_id when 't2' then 1 else 0 end,
         outcome = case task_id when 't3' then '{"kind":"CANCELLED"}'::jsonb end where dag_run_id = $1`,
      [run],
    );
    const answers = await Promise.all(begun.map((one) => finish(db.pool, ending(one), tickets)));
    const short = answers.map((answer) => (answer.kind === 'settled' ? answer.outcome.kind : answer.kind));
    const expected = new Map([
      ['t2', 'held'],
      ['t3', 'CANCELLED'],
    ]);
    expect(short).toEqual(IDS.map((id) => expected.get(id) ?? 'SUCCESS'));
    expect(await wakeUps(run)).toBe(1);
    expect(await brokenLinks(run)).toEqual([]);
    expect(await rowOf(db.pool, 'task_instances', refOf(run, 't7'))).toMatchObject({ rendered_fields: { of: 't7' } });
    expect(await rowOf(db.pool, 'xcoms', refOf(run, 't2'))).toEqual({});
  });

  it('given one that PostgreSQL refuses, settle all others', async () => {
    const run = await seedRun(db.pool, tasks);
    const begun = begunOf(await beginAll(run));
    const answers = await Promise.allSettled(
      begun.map((one) => {
        const { taskId } = one.ref;
        const rendered = taskId === 't6' ? '"\\u0000"' : null;
        return finish(db.pool, { ...ending(one), rendered }, tickets);
      }),
    );
    const refused = answers.map((answer) => ('reason' in answer ? sqlState(answer.reason) : null));
    expect(refused).toEqual(IDS.map((id) => (id === 't6' ? '22P05' : null)));
    const { rows } = await db.pool.query(
      'select task_id as id from tickets where dag_run_id = $1 and outcome is null',
      [run],
    );
    expect(rows).toEqual([{ id: 't6' }]);
    expect(await attemptEvents(db.pool, refOf(run, 't6'))).toHaveLength(1);
    expect(await attemptEvents(db.pool, refOf(run, 't7'))).toHaveLength(2);
    expect(await brokenLinks(run)).toEqual([]);
  });

  it('with begins of the same run, go in one transaction', async () => {
    const run = await seedRun(db.pool, tasks);
    const begun = begunOf(
      await Promise.all(
        IDS.slice(0, 6).map(async (id) => (await beginFresh(tickets, opening(run, id)))?.begun ?? null),
      ),
    );
    const [ended, others] = await Promise.all([
      Promise.all(begun.map((one) => finish(db.pool, ending(one), tickets))),
      Promise.all(IDS.slice(6).map((id) => beginFresh(tickets, opening(run, id)))),
    ]);
    expect(ended.map(({ kind }) => kind)).toEqual(begun.map(() => 'settled'));
    expect(others.every((one) => one !== null)).toBe(true);
    const { rows } = await db.pool.query(
      'select count(distinct xmin::text)::int as n from tickets where dag_run_id = $1',
      [run],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });
});
