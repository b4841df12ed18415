import { countUpstream } from './count-upstream.js';
import { entriesOf, entryOf, type Instance, instanceKey, instancesOf, isExpanded } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';
import { isFinished } from './task-state.js';
import { evaluateTriggerRule } from './trigger-rule.js';

/**
 * A question that only data can answer: the items of what is mapped (`by`: a task or a group), whether the condition of an edge holds, whether the
 * past lets a task start.
 */
export type Evaluation =
  | { kind: 'map'; by: string }
  | { kind: 'edge'; taskId: string; mapIndex: number; upstream: string }
  | { kind: 'past'; taskId: string; mapIndex: number };

export const evaluationKey = (asked: Evaluation): string =>
  asked.kind === 'map'
    ? `map/${asked.by}`
    : `${asked.kind}/${asked.taskId}/${asked.mapIndex}/${asked.kind === 'edge' ? asked.upstream : ''}`;

/** What must be evaluated before the run can go on. Empty for a run whose DAG has no such feature, at no cost. */
export function dueEvaluations(index: PlanIndex, state: RunState): Evaluation[] {
  if (state.phase !== 'running') return [];
  const due = new Map<string, Evaluation>();
  index.plan.tasks.forEach((task, position) => {
    if (task.mapped === undefined && task.conditional === undefined && task.dependsOnPast !== true) return;
    for (const asked of dueOf(index, state, position)) due.set(evaluationKey(asked), asked);
  });
  return [...due.values()];
}

function dueOf(index: PlanIndex, state: RunState, position: number): Evaluation[] {
  const task = index.plan.tasks[position];
  if (task === undefined) return [];
  const { mapped } = task;
  if (task.conditional === undefined && task.dependsOnPast !== true && isExpanded(state, position)) return [];
  const unfinished = instancesOf(state, position).filter((at) => entryOf(state, at)?.state === 'none');
  if (unfinished.length === 0) return [];
  const edges = unfinished.flatMap((at) => dueEdges(index, state, at));
  if (mapped !== undefined && !isExpanded(state, position)) {
    const ready = (index.inputs[position] ?? []).every((input) => givesItems(state, input));
    return ready ? [...edges, { kind: 'map', by: mapped.by }] : edges;
  }
  return task.dependsOnPast === true ? [...edges, ...unfinished.flatMap((at) => duePast(index, state, at))] : edges;
}

/** It has succeeded; or it is mapped itself, and all of its instances have finished: the items are what those have given (airflow-semantics §1.11). */
export const givesItems = (state: RunState, input: number): boolean =>
  entriesOf(state, input).every((entry) =>
    isExpanded(state, input) ? isFinished(entry.state) : entry.state === 'success',
  );

/** The condition of an edge is asked when all instances of the task above have finished and one of them succeeded. */
export function dueEdges(index: PlanIndex, state: RunState, at: Instance): Extract<Evaluation, { kind: 'edge' }>[] {
  const { id: taskId = '', conditional = [] } = index.plan.tasks[at.position] ?? {};
  const judged = state.edges?.[instanceKey(at)];
  return conditional.flatMap((upstream): Extract<Evaluation, { kind: 'edge' }>[] => {
    const source = index.position.get(upstream) ?? -1;
    const entries = entriesOf(state, source);
    const over = entries.every((entry) => isFinished(entry.state));
    if (!over || judged?.[source] !== undefined || !entries.some((entry) => entry.state === 'success')) return [];
    return [{ kind: 'edge', taskId, mapIndex: at.mapIndex, upstream }];
  });
}

/** The past is asked when nothing else keeps the instance from starting. */
function duePast(index: PlanIndex, state: RunState, at: Instance): Evaluation[] {
  const task = index.plan.tasks[at.position];
  if (task === undefined || entryOf(state, at)?.pastMet === true) return [];
  const counts = countUpstream(index, state, at);
  const verdict = evaluateTriggerRule(task.rule, counts, at.mapIndex < 0 ? null : at.mapIndex);
  const holds = counts.upstream === 0 || (verdict.writes === null && verdict.passed);
  return holds ? [{ kind: 'past', taskId: task.id, mapIndex: at.mapIndex }] : [];
}
