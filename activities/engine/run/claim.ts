import { inTransaction } from '../../../src/platform/database/transaction.js';
import { type ClaimAnswer, PAGE_LIMIT } from '../../contract.js';
import { readFacts } from './facts.sql.js';
import { loadPlan, loadState } from './load-run.js';
import type { RunDeps } from './run-deps.js';
import { hasEnded, lockRun } from './run-row.sql.js';

/** An execution claims the run before it does anything: with an old epoch, or when the run has ended, it must return at once. */
export function claim(
  { pool, dags, heads }: RunDeps,
  input: { dagRunId: string; epoch: number },
): Promise<ClaimAnswer> {
  return inTransaction(pool, async (tx) => {
    const run = await lockRun(tx, input.dagRunId);
    if (run === null || run.epoch !== input.epoch || hasEnded(run)) return { kind: 'superseded' };
    heads.keep(run);
    const index = await loadPlan(tx, dags, run);
    const state = await loadState(tx, run, index);
    const facts = await readFacts(tx, run.id);
    const size = JSON.stringify({ plan: index.plan, state }).length;
    if (size <= PAGE_LIMIT) return { kind: 'claimed', plan: index.plan, state, facts };
    return { kind: 'paged', version: state.version, pages: Math.ceil(size / PAGE_LIMIT), facts };
  });
}

/** One page of the JSON text of `{ plan, state }` at a version: the same text whenever it is asked for. */
export function claimPage(
  { pool, dags }: RunDeps,
  input: { dagRunId: string; version: number; page: number },
): Promise<string> {
  return inTransaction(pool, async (tx) => {
    const run = await lockRun(tx, input.dagRunId);
    if (run === null) throw new Error(`run ${input.dagRunId} is gone`);
    const index = await loadPlan(tx, dags, run);
    const state = await loadState(tx, run, index, input.version);
    return JSON.stringify({ plan: index.plan, state }).slice(input.page * PAGE_LIMIT, (input.page + 1) * PAGE_LIMIT);
  });
}
