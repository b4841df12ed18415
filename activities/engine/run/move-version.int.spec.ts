import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { seedRun } from '../../../test/support/seed-run.js';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { EVERYTHING, type Selection } from '../../../src/domain/runs/controls/control-request.js';
import { obligations } from '../../../src/domain/runs/obligations.js';
import { indexPlan } from '../../../src/domain/runs/plan-index.js';
import type { RunInput } from '../../../src/domain/runs/run-inputs.js';
import { isEnded } from '../../../src/domain/runs/task-state.js';
import { turn } from '../../../src/domain/runs/turn.js';
import { Notifier } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { Masker } from '../log/masker.js';
import { createRunActivities, previewControl, requestControl } from './index.js';

let db: FreshDatabase;
let activities: ReturnType<typeof createRunActivities>;
const actor = { kind: 'USER' as const, id: 'a', name: 'a' };
const secrets = { connection: async () => null, variable: async () => null };
beforeAll(async () => {
  db = await freshDatabase();
  activities = createRunActivities(db.pool, new Notifier(db.pool), { secrets, masker: new Masker(), inline: false });
});
afterAll(() => db.drop());

let made = 0;
const specOf = (id: string, tasks: object): NormalizedDag => ({ id, tasks }) as unknown as NormalizedDag;
const mapped = { map: { x: [1, 2, 3] } };
const bash = (more: object = {}): object => ({ type: 'bash', with: { command: 'true' }, ...more });

/** Version 2 of the run's DAG. */
async function register(id: string, tasks: object, number = 2): Promise<void> {
  await db.pool.query(
    `insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
     values ($1, $3, $4, $2, 'USER', 'spec', 'spec')`,
    [id, JSON.stringify(specOf(id, tasks)), number, `h${number}`],
  );
  await db.pool.query('update dags set latest_version = $2 where id = $1', [id, number]);
}

/** Plays the run, at most so many turns: what is open ends as `fails` says, what is mapped has as many items as `lengths` says. */
async function play(
  id: string,
  turns: number,
  fails: (i: number) => boolean,
  lengths = 2,
  epoch = 1,
): Promise<boolean> {
  const claimed = await activities.claim({ dagRunId: id, epoch });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  const index = indexPlan(claimed.plan);
  let { state } = claimed;
  for (let i = 0; i < turns && !isEnded(state.phase); i += 1) {
    const { dispatch, evaluate } = obligations(index, state, Date.now());
    const error = { type: 'BashExit', message: 'exit 1', retryable: false };
    const inputs: RunInput[] = dispatch.map(({ taskId, mapIndex, tryNumber }, at) => ({
      kind: 'outcome',
      fact: {
        ...{ taskId, mapIndex, tryNumber, cause: null, waitingSince: null },
        outcome: fails(i + at) ? { kind: 'FAILED', error } : { kind: 'SUCCESS' },
      },
    }));
    for (const asked of evaluate)
      if (asked.kind === 'map') inputs.push({ kind: 'evaluated', answer: { asked, length: lengths } });
    const decided = turn(index, state, inputs, Date.now());
    const answer = await activities.recordTurn({ dagRunId: id, epoch, base: state.version, events: decided.events });
    if (answer.kind !== 'recorded') throw new Error(answer.kind);
    state = decided.state;
  }
  return isEnded(state.phase);
}

async function rowsOf(id: string): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ name: string; state: string }>(
    `select concat_ws('/', task_id, map_index) as name, state from task_instances where dag_run_id = $1`,
    [id],
  );
  return new Map(rows.map(({ name, state }) => [name, state]));
}
/** Names of rows that are new or have another state. */
const difference = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].filter(([name, state]) => before.get(name) !== state).map(([name]) => name);

const clear = (dagRunId: string, select: Selection) => ({
  ...{ dagRunId, actor, reason: 'why', onLatestVersion: true },
  request: { kind: 'clearTasks' as const, select },
});
const preview = async (id: string, select: Selection) => {
  const seen = await inTransaction(db.pool, (tx) => previewControl(tx, clear(id, select)));
  if (seen === null || 'refusal' in seen) throw new Error('refused');
  return seen;
};
const deed = async (id: string, select: Selection) => {
  const done = await inTransaction(db.pool, (tx) => requestControl(tx, clear(id, select)));
  if (done === null || 'refusal' in done) throw new Error('refused');
  return done;
};

const task = fc.record({
  above: fc.uniqueArray(fc.nat(4), { maxLength: 2 }),
  isMapped: fc.boolean(),
  there: fc.boolean(),
});
const dag = fc.array(task, { minLength: 5, maxLength: 5 });
type Drawn = { above: number[]; isMapped: boolean; there: boolean }[];
const tasksOf = (drawn: Drawn): object => {
  const there = (i: number): boolean => i === 0 || drawn[i]?.there === true;
  return Object.fromEntries(
    drawn.flatMap(({ above, isMapped }, i) => {
      const upstream = above.filter((up) => up < i && there(up)).map((up) => `t${up}`);
      return there(i) ? [[`t${i}`, bash({ upstream, ...(isMapped ? mapped : {}) })]] : [];
    }),
  );
};

describe('a clear on the latest version', () => {
  it('its dry run lists what differs between the rows before and after, for random runs and versions', async () => {
    const draws = fc.record({
      ...{ before: dag, after: dag, turns: fc.integer({ min: 0, max: 12 }), failing: fc.integer({ min: 2, max: 6 }) },
      ...{ downstream: fc.boolean(), named: fc.boolean(), onlyFailed: fc.boolean() },
    });
    await fc.assert(
      fc.asyncProperty(draws, async ({ before, after, turns, failing, named, ...flags }) => {
        const dagId = `moves_${(made += 1)}`;
        const id = await seedRun(db.pool, specOf(dagId, tasksOf(before)), { started: true });
        const over = await play(id, turns, (i) => i % failing === failing - 1);
        await register(dagId, tasksOf(after));
        const select = { ...EVERYTHING, ...flags, taskIds: named ? ['t0'] : null };
        const rows = await rowsOf(id);
        const seen = await preview(id, select);
        expect(await rowsOf(id)).toEqual(rows);
        const done = await deed(id, select);
        expect(done.moved).toEqual(seen.moved);
        const now = await rowsOf(id);
        const all = [...seen.moved.added, ...seen.moved.removed, ...(over ? seen.affected : [])];
        // a run under way clears in its next turn; what stands for all instances of a mapped task has no row once it is expanded
        const shown = new Set(all.filter((name) => now.has(name)));
        expect([...shown].sort()).toEqual(difference(rows, now).sort());
        for (const { taskId, mapIndex, state } of seen.rows)
          if (!over || !seen.affected.includes(`${taskId}/${mapIndex}`))
            expect(now.get(`${taskId}/${mapIndex}`)).toBe(state);
      }),
      { numRuns: 40 },
    );
  }, 300_000);

  it('of a run under way starts new tasks, though what they wait for has ended before', async () => {
    const id = await seedRun(db.pool, specOf('grows', { a: bash(), c: bash({ upstream: ['a'] }) }), { started: true });
    await play(id, 1, () => false);
    await register('grows', { a: bash(), b: bash({ upstream: ['a'] }), c: bash({ upstream: ['a'] }), d: bash() });
    await deed(id, { ...EVERYTHING, taskIds: ['c'] });
    expect(await play(id, 5, () => false, 2, 2)).toBe(true);
    expect(new Set((await rowsOf(id)).values())).toEqual(new Set(['SUCCESS']));
    const { rows } = await db.pool.query('select state from dag_runs where id = $1', [id]);
    expect(rows).toEqual([{ state: 'SUCCESS' }]);
  });

  it('a task that was mapped and is not any more runs as one, and its instances are REMOVED', async () => {
    const id = await seedRun(db.pool, specOf('unmaps', { a: bash(mapped) }), { started: true });
    await play(id, 5, () => false);
    await register('unmaps', { a: bash() });
    expect((await deed(id, EVERYTHING)).moved).toEqual({ added: ['a/-1'], removed: ['a/0', 'a/1'] });
    await db.pool.query('update dag_runs set admitted_at = now() where id = $1', [id]);
    expect(await play(id, 5, () => false, 2, 2)).toBe(true);
    expect(Object.fromEntries(await rowsOf(id))).toEqual({ 'a/-1': 'SUCCESS', 'a/0': 'REMOVED', 'a/1': 'REMOVED' });
  });

  it('what was stopped because a version did not have it runs anew when one has it again', async () => {
    const both = { a: bash(), b: bash() };
    const id = await seedRun(db.pool, specOf('comes_back', both), { started: true });
    await play(id, 0, () => false);
    await register('comes_back', { a: bash() });
    expect((await deed(id, { ...EVERYTHING, onlyFailed: true })).moved).toEqual({ added: [], removed: ['b/-1'] });
    await register('comes_back', both, 3);
    expect((await deed(id, { ...EVERYTHING, onlyFailed: true })).moved).toEqual({ added: ['b/-1'], removed: [] });
    expect((await rowsOf(id)).get('b/-1')).toBe('NONE');
    expect(await play(id, 5, () => false, 2, 3)).toBe(true);
    expect(Object.fromEntries(await rowsOf(id))).toEqual({ 'a/-1': 'SUCCESS', 'b/-1': 'SUCCESS' });
  });
});
