import type { Follow } from '../runs/outcome.js';
import type { Choice } from './question.js';

/** What an answer makes of the task: it fails, or it succeeds, with what stands below going on as `follow` says. */
export type Verdict = { kind: 'fail' } | { kind: 'success'; follow: Follow | null };

/** One that fails wins over one that skips; branches are followed together, and one that names none lets everything go on. */
export function verdictOf(choices: readonly Choice[], chosen: readonly string[]): Verdict {
  const taken = choices.filter(({ id }) => chosen.includes(id));
  if (taken.some(({ outcome }) => outcome === 'fail')) return { kind: 'fail' };
  if (taken.some(({ outcome }) => outcome === 'skip')) return { kind: 'success', follow: CLOSED };
  if (taken.some(({ follow }) => follow === null)) return { kind: 'success', follow: null };
  const followed = new Set(taken.flatMap(({ follow }) => follow ?? []));
  return { kind: 'success', follow: { kind: 'branch', chosen: [...followed] } };
}

/** Only what stands directly below is skipped; the trigger rules decide about the rest (Airflow's ApprovalOperator). */
const CLOSED: Follow = { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: false };
