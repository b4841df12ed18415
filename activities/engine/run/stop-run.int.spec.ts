import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { seedRun } from '../../../test/support/seed-run.js';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { freshInputs } from '../../../src/domain/runs/fresh-inputs.js';
import { indexPlan } from '../../../src/domain/runs/plan-index.js';
import type { RunInput } from '../../../src/domain/runs/run-inputs.js';
import type { RunState } from '../../../src/domain/runs/run-state.js';
import { turn } from '../../../src/domain/runs/turn.js';
import { Notifier } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { Masker } from '../log/masker.js';
import { createRunActivities, requestControl } from './index.js';

let db: FreshDatabase;
let activities: ReturnType<typeof createRunActivities>;
const actor = { kind: 'USER' as const, id: 'a', name: 'a' };
const secrets = { connection: async () => null, variable: async () => null };
beforeAll(async () => {
  db = await freshDatabase();
  activities = createRunActivities(db.pool, new Notifier(db.pool), { secrets, masker: new Masker(), inline: false });
});
afterAll(() => db.drop());

const bash = { type: 'bash', with: { command: 'true' } };
/** A run whose first turn has opened two tickets. */
async function underWay(dagId: string) {
  const spec = { id: dagId, tasks: { one: bash, two: bash, after: { ...bash, upstream: ['one', 'two'] } } };
  const id = await seedRun(db.pool, spec as unknown as NormalizedDag, { started: true });
  const claimed = await activities.claim({ dagRunId: id, epoch: 1 });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  return { id, index: indexPlan(claimed.plan), state: claimed.state };
}
const begin = (id: string, taskId: string): Promise<unknown> =>
  db.pool.query('update tickets set fence = fence + 1 where dag_run_id = $1 and task_id = $2', [id, taskId]);
const statesOf = async (id: string): Promise<Record<string, string>> => {
  const { rows } = await db.pool.query<{ task: string; state: string }>(
    'select task_id as task, state from task_instances where dag_run_id = $1',
    [id],
  );
  return Object.fromEntries(rows.map(({ task, state }) => [task, state]));
};

describe('a run that a person sets to failed', () => {
  /** As the workflow's loop: decides, records, and decides again what it was wrong about; `between` happens before each recording. */
  async function stop(
    { id, index, state }: { id: string; index: ReturnType<typeof indexPlan>; state: RunState },
    between: (attempt: number) => Promise<unknown>,
  ): Promise<number> {
    const request = { kind: 'setRunState' as const, state: 'failed' as const };
    await inTransaction(db.pool, (tx) => requestControl(tx, { dagRunId: id, request, actor, reason: 'enough' }));
    const read = await activities.recordTurn({ dagRunId: id, epoch: 1, base: state.version, events: [] });
    if (read.kind !== 'recorded') throw new Error(read.kind);
    let inputs: RunInput[] = freshInputs(index, state, read.facts);
    for (let attempt = 1; ; attempt += 1) {
      const { events } = turn(index, state, inputs, Date.now());
      await between(attempt);
      const answer = await activities.recordTurn({ dagRunId: id, epoch: 1, base: state.version, events });
      if (answer.kind === 'recorded') return attempt;
      if (answer.kind !== 'again') throw new Error(answer.kind);
      inputs = [...freshInputs(index, state, answer.facts), ...inputs];
    }
  }

  it('fails what an attempt has begun, and skips what waits for a worker', async () => {
    const run = await underWay('begun_and_not');
    await begin(run.id, 'one');
    expect(await stop(run, async () => undefined)).toBe(2);
    expect(await statesOf(run.id)).toEqual({ one: 'FAILED', two: 'SKIPPED', after: 'SKIPPED' });
    const { rows } = await db.pool.query(
      `select task_id as task, type, payload->>'begun' as begun from events where stream = $1 and payload->>'settles' = 'CANCELLED' order by 1`,
      [`run-${run.id}`],
    );
    expect(rows).toEqual([
      { task: 'one', type: 'TaskFailed', begun: 'true' },
      { task: 'two', type: 'TaskSkipped', begun: 'false' },
    ]);
  });

  it('is right about what begins while it decides, however often', async () => {
    const run = await underWay('begins_meanwhile');
    const begins = ['', 'one', 'two'];
    const attempts = await stop(run, async (attempt) => begin(run.id, begins[attempt - 1] ?? ''));
    expect(attempts).toBe(4);
    expect(await statesOf(run.id)).toEqual({ one: 'FAILED', two: 'FAILED', after: 'SKIPPED' });
  });

  it('needs one turn where all have begun', async () => {
    const run = await underWay('all_begun');
    await begin(run.id, 'one');
    await begin(run.id, 'two');
    expect(await stop(run, async () => undefined)).toBe(1);
    expect(await statesOf(run.id)).toEqual({ one: 'FAILED', two: 'FAILED', after: 'SKIPPED' });
  });
});
