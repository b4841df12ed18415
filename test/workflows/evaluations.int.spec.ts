import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Masker } from '../../activities/engine/log/masker.js';
import { InlineLane } from '../../activities/engine/attempt/inline-lane.js';
import { createRunActivities } from '../../activities/engine/run/index.js';
import type { EvaluateInput } from '../../activities/contract.js';
import type { NormalizedDag } from '../../src/domain/dag/index.js';
import type { AttemptAnswer } from '../../src/domain/runs/outcome.js';
import type { Evaluated } from '../../src/domain/runs/run-inputs.js';
import type { TicketRef } from '../../src/domain/runs/task-key.js';
import { Notifier } from '../../src/event-store/index.js';
import { recordHistory } from '../replay/record-history.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { seedRun, settleTicket } from '../support/seed-run.js';
import { specWorker, type SpecWorker } from '../support/spec-worker.js';

const nothing = (): Promise<null> => Promise.resolve(null);
const task = (more: object): object => ({ type: 'bash', with: { command: 'true' }, ...more });
const dag = (id: string, tasks: object): NormalizedDag => ({ id, tasks }) as NormalizedDag;

describe.each(['queue', 'inline'] as const)('a run that asks data, %s lane', (lane) => {
  let db: FreshDatabase;
  let worker: SpecWorker;
  let loseNextAnswer = false;
  const calls: TicketRef[] = [];

  beforeAll(async () => {
    db = await freshDatabase();
    const secrets = { connection: nothing, variable: nothing };
    const access = { secrets, masker: new Masker(), inline: lane === 'inline' };
    const run = createRunActivities(db.pool, new Notifier(db.pool), access);
    const attempt = async (ref: TicketRef): Promise<AttemptAnswer> => {
      calls.push(ref);
      const outcome = { kind: 'SUCCESS' as const };
      await settleTicket(db.pool, ref, outcome);
      return { kind: 'settled', outcome, cause: 'spec', waitingSince: null };
    };
    const inlineLane = new InlineLane(attempt);
    /** Keeps the items, and then dies before it has answered, where the spec says so. */
    const evaluate = async (input: EvaluateInput): Promise<Evaluated[]> => {
      const answers = await run.evaluate(input);
      if (!loseNextAnswer) return answers;
      loseNextAnswer = false;
      throw new Error('the answer is lost');
    };
    worker = await specWorker(inject('temporalAddress'), {
      ...{ ...run, evaluate, attempt },
      inlineRound: (refs) => inlineLane.round(refs),
    });
  });
  afterEach(async ({ task: spec }) => {
    if (process.env['CONTINUO_RECORD'] === undefined) return;
    for (const [i, workflowId] of worker.started.splice(0).entries())
      await recordHistory(worker.client, workflowId, `${lane === 'inline' ? 'inline ' : ''}${spec.name} ${i + 1}`);
  });
  afterAll(async () => {
    await worker.stop();
    await db.drop();
  });

  const statesOf = async (id: string): Promise<Record<string, string>> => {
    const { rows } = await db.pool.query<{ key: string; state: string }>(
      `select task_id || case when map_index < 0 then '' else '[' || map_index || ']' end as key, state
       from task_instances where dag_run_id = $1 order by position, map_index`,
      [id],
    );
    return Object.fromEntries(rows.map(({ key, state }) => [key, state]));
  };

  it('expands what is mapped once, also when the first answer is lost', async () => {
    loseNextAnswer = true;
    const id = await seedRun(
      db.pool,
      dag('mapped', { m: task({ map: { x: [1, 2] } }), after: task({ upstream: ['m'] }) }),
    );
    await worker.execute(id);
    expect(await statesOf(id)).toEqual({ 'm[0]': 'SUCCESS', 'm[1]': 'SUCCESS', after: 'SUCCESS' });
    const { rows } = await db.pool.query('select map_index, item from map_items where dag_run_id = $1 order by 1', [
      id,
    ]);
    expect(rows).toEqual([
      { map_index: 0, item: { x: 1 } },
      { map_index: 1, item: { x: 2 } },
    ]);
  });

  it('goes through a map over segments of 50 events, with no attempt made twice', async () => {
    calls.length = 0;
    const items = Array.from({ length: 60 }, (_, i) => i);
    const id = await seedRun(db.pool, dag('mapped-segments', { m: task({ map: { x: items }, maxActivePerRun: 5 }) }));
    await worker.execute(id, { segmentEvents: 50 });
    expect(new Set(Object.values(await statesOf(id)))).toEqual(new Set(['SUCCESS']));
    expect(calls.map((ref) => ref.mapIndex).sort((a, b) => a - b)).toEqual(items);
  });

  it('follows the conditions of edges', async () => {
    const tasks = {
      a: task({}),
      yes: task({ upstream: [{ task: 'a', when: 'size(params) == 0' }] }),
      no: task({ upstream: [{ task: 'a', when: 'size(params) > 0' }] }),
    };
    const id = await seedRun(db.pool, dag('edges', tasks));
    await worker.execute(id);
    expect(await statesOf(id)).toEqual({ a: 'SUCCESS', no: 'SKIPPED', yes: 'SUCCESS' });
  });

  it('starts a task at once that has no past', async () => {
    const id = await seedRun(db.pool, dag('past', { a: task({ dependsOnPast: true }) }));
    await worker.execute(id);
    expect(await statesOf(id)).toEqual({ a: 'SUCCESS' });
  });
});
