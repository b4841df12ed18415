import { freshInputs } from '../../../src/domain/runs/fresh-inputs.js';
import type { PlanIndex } from '../../../src/domain/runs/plan-index.js';
import type { RunFacts } from '../../../src/domain/runs/run-inputs.js';
import { slotDemandOf } from '../../../src/domain/runs/slot-demand.js';
import { turn } from '../../../src/domain/runs/turn.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { type ClaimAnswer, type ClaimInput, PAGE_LIMIT } from '../../contract.js';
import { readFacts, readLeases } from './facts.sql.js';
import { loadPlan, loadState } from './load-run.js';
import { isWatched } from './past.sql.js';
import { movesSlots, recordAtHead, tellOf } from './record-turn.js';
import type { RunDeps } from './run-deps.js';
import { hasEnded, lockRun, type RunRow } from './run-row.sql.js';

/**
 * An execution claims the run before it does anything: with an old epoch, or when the run has ended, it must return at once. The claim makes the
 * execution's first turn, too, so that a run's first tasks are one transaction away from its start.
 */
export async function claim(deps: RunDeps, input: ClaimInput): Promise<ClaimAnswer> {
  const claimed = await inTransaction(deps.pool, async (tx) => {
    const run = await lockRun(tx, input.dagRunId);
    if (run === null || run.epoch !== input.epoch || hasEnded(run)) return null;
    const index = await loadPlan(tx, deps.dags, run);
    deps.heads.keep({ ...run, watched: run.awaited || isWatched(index.plan) });
    const first = await firstTurn(tx, deps, run, index, input.now ?? Date.now());
    return { index, ...first, facts: await withLeases(tx, run.id, index, first.facts) };
  });
  if (claimed === null) return { kind: 'superseded' };
  const { index, state, facts, events } = claimed;
  tellOf(deps.notifier, { dagRunId: input.dagRunId, events });
  if (events.some(movesSlots)) deps.slots.poke();
  const size = JSON.stringify({ plan: index.plan, state }).length;
  if (size <= PAGE_LIMIT) return { kind: 'claimed', plan: index.plan, state, facts };
  return { kind: 'paged', version: state.version, pages: Math.ceil(size / PAGE_LIMIT), facts };
}

/** The execution knows of no lease yet, also of those whose ticket has begun. */
async function withLeases(tx: Tx, dagRunId: string, { plan }: PlanIndex, facts: RunFacts): Promise<RunFacts> {
  if (plan.tasks.every((task) => slotDemandOf(task) === null)) return facts;
  const leases = await readLeases(tx, dagRunId);
  return leases.length > 0 ? { ...facts, leases } : facts;
}

async function firstTurn(tx: Tx, deps: RunDeps, run: RunRow, index: PlanIndex, now: number) {
  const state = await loadState(tx, run, index);
  const facts = await readFacts(tx, run.id);
  const first = turn(index, state, freshInputs(index, state, facts), now);
  const asItStands = { state, facts, events: [] };
  if (first.events.length === 0) return asItStands;
  const answer = await recordAtHead(tx, deps, run, first.events);
  return answer.kind === 'recorded' ? { ...first, facts: answer.facts } : { ...asItStands, facts: answer.facts };
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
