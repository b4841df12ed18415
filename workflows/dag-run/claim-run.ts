import { indexPlan, type PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunFacts } from '../../src/domain/runs/run-inputs.js';
import type { RunPlan } from '../../src/domain/runs/run-plan.js';
import type { RunState } from '../../src/domain/runs/run-state.js';
import { claim, claimPage } from './activities.js';

export interface Claimed {
  index: PlanIndex;
  state: RunState;
  facts: RunFacts;
  /** The worker that claimed has an inline lane. */
  inline: boolean;
}

/** The run as its stream tells it, or null: then another execution has it, or it has ended, and this one performs nothing. */
export async function claimRun(dagRunId: string, epoch: number): Promise<Claimed | null> {
  const answer = await claim({ dagRunId, epoch, now: Date.now() });
  if (answer.kind === 'superseded') return null;
  const { facts, inline = false } = answer;
  if (answer.kind === 'claimed') return { index: indexPlan(answer.plan), state: answer.state, facts, inline };
  const pages: string[] = [];
  for (let page = 0; page < answer.pages; page += 1)
    pages.push(await claimPage({ dagRunId, version: answer.version, page }));
  const { plan, state } = JSON.parse(pages.join('')) as { plan: RunPlan; state: RunState };
  return { index: indexPlan(plan), state, facts, inline };
}
