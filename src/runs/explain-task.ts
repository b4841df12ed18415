import type { ResultOrigin } from '../domain/runs/outcome.js';
import type { SlotPlace } from '../pools/index.js';
import { slotBlockers, slotSummary } from './explain-slots.js';
import type { TaskExplanationModel } from './tasks.model.js';

/** What is known about a task instance and the tasks that it waits for. */
export interface TaskFacts {
  state: string;
  rule: string;
  tryNumber: number;
  maxTries: number;
  queue: string;
  nextTryAt: string | null;
  note: string | null;
  /** State of each direct upstream task instance, by task id. */
  upstream: readonly { taskId: string; state: string }[];
  /** Why its last try succeeded without running; null where it ran. */
  from?: ResultOrigin | null;
  /** When it was told of that no worker begins it. */
  overdueAt?: string | null;
  run: { state: string; admitted: boolean; dagPaused: boolean };
  /** Where it waits for slots. */
  slots?: SlotPlace | null;
}

const GOOD = new Set(['SUCCESS', 'SKIPPED']);
const FINISHED = new Set(['SUCCESS', 'FAILED', 'SKIPPED', 'UPSTREAM_FAILED', 'REMOVED']);

/** Why a task instance is in its state: the rule, the counts, and what blocks it. */
export function explainTask(facts: TaskFacts): TaskExplanationModel {
  const counts: { [state: string]: number } = {};
  for (const { state } of facts.upstream) counts[state] = (counts[state] ?? 0) + 1;
  return { summary: summaryOf(facts), rule: facts.rule, upstream: counts, blockedBy: blockers(facts) };
}

/** Upstream tasks that keep it from running: those still open while it waits, those that were not as its rule wants after it was passed over. */
function blockers(facts: TaskFacts): string[] {
  const ids = (judge: (state: string) => boolean): string[] =>
    facts.upstream.filter((each) => judge(each.state)).map((each) => each.taskId);
  if (facts.slots != null) return slotBlockers(facts.slots);
  if (facts.state === 'NONE') return ids((state) => !FINISHED.has(state));
  if (facts.state === 'UPSTREAM_FAILED') return ids((state) => !GOOD.has(state));
  if (facts.state === 'SKIPPED') return ids((state) => state !== 'SUCCESS');
  return [];
}

function summaryOf(facts: TaskFacts): string {
  const { tryNumber, maxTries, rule, queue, nextTryAt } = facts;
  const which = `try ${tryNumber} of ${Math.max(maxTries, tryNumber)}`;
  const texts: Record<string, string> = {
    NONE: waitingSummary(facts),
    SCHEDULED: 'its rule holds; it waits for a slot',
    QUEUED: `${which} ${facts.slots == null ? `waits for a worker of queue "${queue}"` : slotSummary(facts.slots)}${lateness(facts)}`,
    RUNNING: `${which} is running`,
    SUCCESS: tryNumber === 0 ? 'succeeded without a try' : `succeeded in ${which}${originOf(facts)}`,
    FAILED:
      tryNumber === 0
        ? 'failed without a try'
        : `failed in ${which}; no try is left, or the error is not to be retried`,
    SKIPPED: tryNumber === 0 ? `skipped: the rule ${rule}, or a branch, passed it over` : `skipped itself in ${which}`,
    UPSTREAM_FAILED: `the rule ${rule} can no longer hold: ${listed(blockers(facts))} did not succeed`,
    UP_FOR_RETRY: `${which} failed; the next one starts at ${nextTryAt ?? 'once'}`,
    UP_FOR_RESCHEDULE:
      facts.slots == null
        ? `a sensor between two pokes; the next one is due at ${nextTryAt ?? 'once'}`
        : `a sensor between two pokes; the next one ${slotSummary(facts.slots)}`,
    DEFERRED: `${which} waits for work that runs elsewhere; it is looked at again at ${nextTryAt ?? 'once'}`,
    AWAITING_INPUT: `waits for people to answer, until ${nextTryAt ?? 'they do'}`,
    REMOVED: 'no longer part of the run',
  };
  return texts[facts.state] ?? facts.state.toLowerCase().replaceAll('_', ' ');
}

const lateness = ({ overdueAt }: TaskFacts): string =>
  overdueAt == null ? '' : `, for too long since ${overdueAt}: no worker serves the queue, or all of them are busy`;

function originOf({ from }: TaskFacts): string {
  if (from == null) return '';
  if (from.kind === 'target') return ` without running: its target exists (${from.target})`;
  return ` without running: the result was in the cache, from try ${from.tryNumber} in run ${from.dagRunId}`;
}

function waitingSummary(facts: TaskFacts): string {
  const { run, rule, upstream } = facts;
  if (run.state === 'QUEUED' && run.dagPaused) return 'the run is queued because the DAG is paused';
  if (run.state === 'QUEUED' && !run.admitted)
    return 'the run is queued until fewer runs of the DAG are active (maxActiveRuns)';
  if (run.state === 'QUEUED') return 'the run is about to start';
  const open = blockers(facts);
  if (open.length === 0) return 'nothing blocks it: the run is about to decide';
  return `waits for ${open.length} of ${upstream.length} upstream tasks (${listed(open)}) under the rule ${rule}`;
}

const listed = (ids: readonly string[]): string =>
  ids.length <= 5 ? ids.join(', ') || 'an upstream task' : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
