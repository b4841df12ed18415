import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  logOf,
  refOf,
  rowOf,
  seedRun as seedWaiting,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { seedRun, settleTicket } from '../../../test/support/seed-run.js';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { freshInputs } from '../../../src/domain/runs/fresh-inputs.js';
import { indexPlan } from '../../../src/domain/runs/plan-index.js';
import { turn } from '../../../src/domain/runs/turn.js';
import { Notifier } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { markAwaited, registerWait } from '../../engine/external/external.sql.js';
import { Masker } from '../../engine/log/masker.js';
import { createRunActivities } from '../../engine/run/index.js';
import type { OperatorDefinition } from '../../sdk/index.js';
import { externalRun } from './external-run.js';
import { externalTask } from './external-task.js';

const NO_SECRETS = { connection: async () => null, variable: async () => null };
const SUCCESS = { kind: 'SUCCESS' as const };
const FAILED = { kind: 'FAILED' as const, error: { type: 'Boom', message: 'boom', retryable: false, stack: null } };
type Outcome = typeof SUCCESS | typeof FAILED;

let db: FreshDatabase;
let worker: SpecWorker;
let runs: ReturnType<typeof createRunActivities>;
beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, [externalRun, externalTask] as OperatorDefinition[]);
  runs = createRunActivities(db.pool, new Notifier(db.pool), { secrets: NO_SECRETS, masker: new Masker() });
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

const newDag = (): string => `awaited_${randomUUID().slice(0, 8)}`;
const bash = (more: object = {}) => ({ type: 'bash', with: { command: 'true' }, ...more });
const TASKS = { a: bash(), b: bash(), 'g.c': bash(), 'g.d': bash() };
/** A run that is awaited: four tasks side by side, two of them in a group. */
const seedAwaited = (dag: string, names = {}): Promise<string> =>
  seedRun(
    db.pool,
    {
      id: dag,
      tasks: { a: TASKS.a, b: TASKS.b },
      groups: { g: { tasks: { c: bash(), d: bash() } } },
    } as unknown as NormalizedDag,
    names,
  );

/** The workflow of a run, turn by turn. */
class Played {
  private constructor(
    readonly id: string,
    private readonly index: ReturnType<typeof indexPlan>,
    private state: ReturnType<typeof turn>['state'],
  ) {}

  static async claim(id: string): Promise<Played> {
    const claimed = await runs.claim({ dagRunId: id, epoch: 1, now: Date.now() });
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    return new Played(id, indexPlan(claimed.plan), claimed.state);
  }

  /** The turn in which a task ends. */
  async end(taskId: string, outcome: Outcome = SUCCESS): Promise<void> {
    const dagRunId = this.id;
    await settleTicket(db.pool, { dagRunId, taskId, tryNumber: 1 }, outcome);
    const fact = { taskId, mapIndex: -1, tryNumber: 1, outcome, cause: null, waitingSince: null };
    const inputs = freshInputs(this.index, this.state, { outcomes: [fact], controls: [], redispatch: [] });
    const { events, state } = turn(this.index, this.state, inputs, Date.now());
    const answer = await runs.recordTurn({ dagRunId, epoch: 1, base: this.state.version, events });
    if (answer.kind !== 'recorded') throw new Error(answer.kind);
    this.state = state;
  }
}

/** A sensor that has been poked once, or so. */
class Sensor {
  private pokes = 0;
  private constructor(readonly run: string) {}
  static async of(type: string, given: object, more: object = {}): Promise<Sensor> {
    return new Sensor(
      await seedWaiting(db.pool, { t: { type: `sensor.${type}`, with: given as JsonObject, ...more } }),
    );
  }
  poke = () => worker.engine.attempt(refOf(this.run, 't', this.pokes++));
  ticket = () => rowOf(db.pool, 'tickets', refOf(this.run, 't'));
  async isWoken(): Promise<boolean> {
    const { rows } = await db.pool.query<{ kind: string }>('select kind from outbox where dag_run_id = $1', [this.run]);
    return (await this.ticket())['woken'] === true && rows.some(({ kind }) => kind === 'wake');
  }
}

const waiting = { kind: 'waiting' };
const done = { outcome: SUCCESS };
const isAwaited = async (id: string): Promise<boolean> =>
  (await db.pool.query<{ awaited: boolean }>('select awaited from dag_runs where id = $1', [id])).rows[0]?.awaited ??
  false;
const waitsOf = async (run: string): Promise<number> =>
  (await db.pool.query('select 1 from external_waits where dag_run_id = $1', [run])).rowCount ?? 0;

describe('sensor.externalRun', () => {
  it('is woken by the turn that ends the run, and by none before', async () => {
    const dag = newDag();
    const run = await Played.claim(await seedAwaited(dag, { runId: 'one' }));
    const sensor = await Sensor.of('externalRun', { dag, runId: 'one' });
    expect(await sensor.poke()).toMatchObject(waiting);
    expect((await logOf(db.pool, refOf(sensor.run, 't'))).join()).toContain(
      `not yet: run one of ${dag}: the run running`,
    );
    for (const task of ['a', 'b', 'g.c']) await run.end(task);
    expect(await sensor.isWoken()).toBe(false);
    await run.end('g.d');
    expect(await sensor.isWoken()).toBe(true);
    expect(await sensor.poke()).toMatchObject(done);
    expect(await waitsOf(sensor.run)).toBe(0);
    const { rows } = await db.pool.query<{ value: string }>('select value from xcoms where dag_run_id = $1', [
      sensor.run,
    ]);
    expect(JSON.parse(rows[0]?.value ?? '')).toEqual({ id: run.id, dagId: dag, runId: 'one', state: 'success' });
  });

  it('finds the run by the logical date of its own, less an offset, and one that has ended at once', async () => {
    const dag = newDag();
    const run = await Played.claim(await seedAwaited(dag, { logicalDate: '2026-01-01T23:00:00Z' }));
    for (const task of Object.keys(TASKS)) await run.end(task);
    expect(await (await Sensor.of('externalRun', { dag, offset: '1h' })).poke()).toMatchObject(done);
    expect(
      await (await Sensor.of('externalRun', { dag, logicalDate: '2026-01-02T00:00:00+01:00' })).poke(),
    ).toMatchObject(done);
    expect(await (await Sensor.of('externalRun', { dag })).poke()).toMatchObject(waiting);
  });

  it('waits for a run, and a DAG, that do not exist yet', async () => {
    const dag = newDag();
    const sensor = await Sensor.of('externalRun', { dag, runId: 'later' });
    expect(await sensor.poke()).toMatchObject(waiting);
    const other = await seedAwaited(dag, { runId: 'another' });
    const id = await seedAwaited(dag, { runId: 'later' });
    expect([await isAwaited(other), await isAwaited(id)]).toEqual([false, true]);
    const run = await Played.claim(id);
    for (const task of Object.keys(TASKS)) await run.end(task);
    expect(await sensor.isWoken()).toBe(true);
    expect(await sensor.poke()).toMatchObject(done);
  });

  it.each([
    [{}, {}, waiting],
    [
      { failedStates: ['failed'] },
      {},
      { outcome: { kind: 'FAILED', error: { type: 'ExternalFailed', retryable: false } } },
    ],
    [{ failedStates: ['failed'] }, { softFail: true }, { outcome: { kind: 'SKIPPED' } }],
    [{ skippedStates: ['failed'] }, {}, { outcome: { kind: 'SKIPPED' } }],
    [{ allowedStates: ['success', 'failed'] }, {}, done],
  ])('given %j and %j, takes a failed run so', async (lists, more, expected) => {
    const dag = newDag();
    const run = await Played.claim(await seedAwaited(dag, { runId: 'bad' }));
    const sensor = await Sensor.of('externalRun', { dag, runId: 'bad', ...lists }, more);
    await sensor.poke();
    for (const task of ['a', 'b', 'g.c']) await run.end(task);
    await run.end('g.d', FAILED);
    expect(await sensor.isWoken()).toBe(true);
    expect(await sensor.poke()).toMatchObject(expected);
  });

  it('forgets what a ticket waits for when the ticket is settled by others', async () => {
    const sensor = await Sensor.of('externalRun', { dag: newDag(), runId: 'never' });
    await sensor.poke();
    expect(await waitsOf(sensor.run)).toBe(1);
    await settleTicket(db.pool, { dagRunId: sensor.run, taskId: 't', tryNumber: 1 }, FAILED);
    expect(await waitsOf(sensor.run)).toBe(0);
  });
});

describe('sensor.externalTask', () => {
  it('is woken by the turn in which its tasks end, while the run goes on', async () => {
    const dag = newDag();
    const run = await Played.claim(await seedAwaited(dag, { runId: 'one' }));
    const one = await Sensor.of('externalTask', { dag, runId: 'one', task: 'b' });
    const two = await Sensor.of('externalTask', { dag, runId: 'one', tasks: ['a', 'b'] });
    const group = await Sensor.of('externalTask', { dag, runId: 'one', group: 'g' });
    for (const sensor of [one, two, group]) expect(await sensor.poke()).toMatchObject(waiting);
    await run.end('b');
    expect([await one.isWoken(), await two.isWoken(), await group.isWoken()]).toEqual([true, true, false]);
    expect(await one.poke()).toMatchObject(done);
    expect(await two.poke()).toMatchObject(waiting);
    await run.end('g.c');
    await run.end('g.d');
    expect(await group.isWoken()).toBe(true);
    expect(await group.poke()).toMatchObject(done);
    await run.end('a');
    expect(await two.poke()).toMatchObject(done);
  });

  it('is failed by one task that is in a failed state', async () => {
    const dag = newDag();
    const run = await Played.claim(await seedAwaited(dag, { runId: 'one' }));
    const sensor = await Sensor.of('externalTask', { dag, runId: 'one', tasks: ['a', 'b'], failedStates: ['failed'] });
    await sensor.poke();
    await run.end('b', FAILED);
    expect(await sensor.poke()).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'ExternalFailed', message: `run one of ${dag}: b failed` } },
    });
  });

  it('given checkExistence, refuses a DAG, a task and a group that are not there', async () => {
    const dag = newDag();
    await seedAwaited(dag, { runId: 'one' });
    const messageOf = async (given: object): Promise<unknown> =>
      (
        (await (
          await Sensor.of('externalTask', { dag, runId: 'one', checkExistence: true, ...given })
        ).poke()) as unknown as {
          outcome?: { error: { message: string } };
        }
      ).outcome?.error.message;
    expect(await messageOf({ tasks: ['a', 'x'] })).toBe(`DAG "${dag}" has no task "x"`);
    expect(await messageOf({ group: 'x' })).toBe(`DAG "${dag}" has no group "x"`);
    expect(await messageOf({ dag: 'nobody', task: 'a' })).toBe('there is no DAG "nobody"');
    expect(await messageOf({ group: 'g' })).toBeUndefined();
  });
});

describe('who comes in between', () => {
  const target = (dag: string) => ({ dagId: dag, by: { runId: 'one' }, part: { tasks: ['a'] } });
  /** Until `count` backends wait for a lock. */
  const blocked = async (count = 1): Promise<void> => {
    for (;;) {
      const { rowCount } = await db.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rowCount === count) return;
    }
  };

  it('a run that is created while the wait is written down is created as awaited', async () => {
    const dag = newDag();
    const sensor = await Sensor.of('externalTask', { dag, runId: 'one', task: 'a' });
    const incarnation = randomUUID();
    await db.pool.query(`update tickets set owner = $2, fence = 7 where dag_run_id = $1`, [sensor.run, incarnation]);
    let creating: Promise<string> | undefined;
    await inTransaction(db.pool, async (tx) => {
      expect(await registerWait(tx, refOf(sensor.run, 't'), { incarnation, fence: 7 }, target(dag))).not.toBeNull();
      creating = seedAwaited(dag, { runId: 'one' });
      await blocked();
    });
    expect(await isAwaited((await creating) ?? '')).toBe(true);
  });

  it('a wait that is written down while the run is created finds the run', async () => {
    const dag = newDag();
    const sensor = await Sensor.of('externalTask', { dag, runId: 'one', task: 'a' });
    let creating: Promise<string> | undefined;
    let poked: Promise<unknown> | undefined;
    await inTransaction(db.pool, async (tx) => {
      await tx.query('lock table outbox in exclusive mode');
      // has looked for waits, and cannot commit
      creating = seedAwaited(dag, { runId: 'one' });
      await blocked(1);
      poked = sensor.poke();
      await blocked(2);
    });
    const id = (await creating) ?? '';
    expect(await poked).toMatchObject(waiting);
    expect(await isAwaited(id)).toBe(true);
  });

  it('a turn that runs into the mark tells those who wait', async () => {
    const dag = newDag();
    const id = await seedAwaited(dag, { runId: 'one' });
    const run = await Played.claim(id);
    const sensor = await Sensor.of('externalTask', { dag, runId: 'one', task: 'a' });
    await sensor.poke();
    // as if nobody had marked it yet, and this process knows it as a run that nobody awaits
    await db.pool.query('update dag_runs set awaited = false where id = $1', [id]);
    let ending: Promise<void> | undefined;
    await inTransaction(db.pool, async (tx) => {
      await markAwaited(tx, { dagId: dag, runId: 'one', logicalDate: null });
      ending = run.end('a');
      await blocked();
    });
    await ending;
    expect(await sensor.isWoken()).toBe(true);
  });
});
