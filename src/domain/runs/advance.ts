import { isoOf } from '../time/instant.js';
import { activeOf, placesFor, take } from './active.js';
import { missDeadlines } from './deadlines.js';
import { judgeInstance } from './judge-instance.js';
import { readyAmong } from './held-back.js';
import { areMappedTogether, eachInstance, entriesOf, type Instance, instanceKey } from './instances.js';
import { priorityOf } from './plan-index.js';
import { endByTimeout, failFast } from './run-end.js';
import { isHeld } from './run-state.js';
import { type SlotDemand, slotDemandOf } from './slot-demand.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/**
 * Does everything that is due: starts the run, ends it when its time is over, lets every task whose upstream changed be judged by its rule until
 * nothing more follows, and starts what is ready as far as the run's limits reach. One skipped task may so skip a hundred below it in one turn.
 * A run that is paused only ends, and one of a paused DAG not even that: no rule, no end, no dagrunTimeout (airflow-semantics §1.1). Resuming looks at
 * everything again.
 * @param held positions of tasks that had no place when the turn began: what waited for one is looked at again
 */
export function advance(draft: TurnDraft, cause: Cause, held: readonly number[]): void {
  startRun(draft, cause);
  missDeadlines(draft, cause);
  if (draft.state.dagPaused === true) return;
  if (draft.state.deadline !== null && draft.now >= draft.state.deadline) endByTimeout(draft, cause);
  failFast(draft, cause);
  if (draft.state.paused === true) return;
  const ready = new Map<string, Instance>();
  for (;;) {
    const affected = takeAffected(draft);
    if (affected.length === 0) break;
    judgeAll(draft, cause, affected, ready);
  }
  for (const at of readyAmong(draft, held)) ready.set(instanceKey(at), at);
  startReady(draft, cause, [...dueTries(draft), ...ready.values()]);
}

function startRun(draft: TurnDraft, cause: Cause): void {
  if (draft.state.phase !== 'queued' || isHeld(draft.state)) return;
  const timeout = draft.index.plan.dagrunTimeoutMs;
  draft.record(cause, {
    type: 'RunStarted',
    payload: { deadline: timeout === null ? null : isoOf(draft.now + timeout) },
  });
  draft.touchAll();
}

/** Instances without a state that changed themselves or stand below what changed, in the plan's order. */
function takeAffected(draft: TurnDraft): Instance[] {
  const affected = new Map<number, Set<number>>();
  const add = (position: number, mapIndexes: Iterable<number>): void => {
    const known = affected.get(position) ?? new Set();
    for (const mapIndex of mapIndexes) known.add(mapIndex);
    affected.set(position, known);
  };
  for (const [position, mapIndexes] of draft.changed) {
    add(position, mapIndexes);
    const { downstream, watchers } = draft.index;
    for (const below of [...(downstream[position] ?? []), ...(watchers[position] ?? [])]) {
      const together = areMappedTogether(draft.index, position, below) && draft.state.mapped?.[below] !== undefined;
      add(below, together ? mapIndexes : entriesOf(draft.state, below).keys());
    }
  }
  draft.changed.clear();
  const positions = [...affected.keys()].sort((a, b) => a - b);
  return positions.flatMap((position) => openInstances(draft, position, affected.get(position) ?? new Set()));
}

/** @param mapIndexes of what is not mapped, any stands for the one instance */
function openInstances(draft: TurnDraft, position: number, mapIndexes: ReadonlySet<number>): Instance[] {
  const mapped = draft.state.mapped?.[position];
  if (mapped === undefined) return draft.state.tasks[position]?.state === 'none' ? [{ position, mapIndex: -1 }] : [];
  return [...mapIndexes]
    .sort((a, b) => a - b)
    .flatMap((mapIndex) => (mapped[mapIndex]?.state === 'none' ? [{ position, mapIndex }] : []));
}

/** One level: what follows from these verdicts is looked at next. */
function judgeAll(draft: TurnDraft, cause: Cause, instances: readonly Instance[], ready: Map<string, Instance>): void {
  const events: NewEvent[] = [];
  for (const at of instances) {
    const verdict = judgeInstance(draft, at);
    const key = instanceKey(at);
    if (verdict.kind !== 'ready') ready.delete(key);
    if (verdict.kind === 'writes') events.push(verdict.event);
    else if (verdict.kind === 'ready' && draft.task(at.position).empty)
      events.push({ type: 'TaskSucceeded', ...draft.nameOf(at), payload: { tryNumber: 0 } });
    else if (verdict.kind === 'ready') ready.set(key, at);
  }
  draft.record(cause, ...events);
}

/** Tries whose delay has passed. */
function dueTries(draft: TurnDraft): Instance[] {
  const due: Instance[] = [];
  eachInstance(draft.state, (entry, position, mapIndex) => {
    if (entry.state === 'up_for_retry' && entry.dueAt !== null && entry.dueAt <= draft.now)
      due.push({ position, mapIndex });
  });
  return due;
}

/** The next try of each gets its ticket, the most urgent first where there are not places for all. */
function startReady(draft: TurnDraft, cause: Cause, instances: readonly Instance[]): void {
  if (instances.length === 0) return;
  const active = activeOf(draft.index, draft.state);
  const events: NewEvent[] = [];
  for (const at of inOrder(draft, instances)) {
    if (placesFor(draft.index, active, at.position) <= 0) continue;
    take(draft.index, active, at.position, at.mapIndex);
    const { tryNumber, waitingSince } = draft.entry(at);
    const since = waitingSince === null ? null : isoOf(waitingSince);
    events.push({
      type: 'TaskQueued',
      ...draft.nameOf(at),
      payload: { tryNumber: tryNumber + 1, waitingSince: since, ...placeInQueue(draft, at.position) },
    });
  }
  draft.record(cause, ...events);
}

/** By effective priority, then by the plan's order and map index (airflow-semantics §1.8). */
function inOrder(draft: TurnDraft, instances: readonly Instance[]): readonly Instance[] {
  if (!draft.index.hasWeights && draft.index.plan.maxActiveTasks === undefined) return instances;
  const weights = draft.index.weights();
  const weight = ({ position }: Instance): number => weights[position] ?? 0;
  return [...instances].sort((a, b) => weight(b) - weight(a) || a.position - b.position || a.mapIndex - b.mapIndex);
}

/** What its place in the queue of a pool follows from; both absent for a task of pool `default` in a DAG without weights. */
function placeInQueue({ index }: TurnDraft, position: number): { priority?: number; slots?: SlotDemand } {
  const task = index.plan.tasks[position];
  const slots = task === undefined ? null : slotDemandOf(task);
  const priority = priorityOf(index, position);
  return { ...(priority === 1 ? {} : { priority }), ...(slots === null ? {} : { slots }) };
}
