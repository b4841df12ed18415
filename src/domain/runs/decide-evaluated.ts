import { assertNever } from '../assert-never.js';
import { dueEvaluations, evaluationKey, type Evaluation } from './evaluations.js';
import { instancesOf } from './instances.js';
import type { TaskError } from './outcome.js';
import { rootsAmong } from './plan-index.js';
import { workflowActor } from './run-actor.js';
import type { Evaluated } from './run-inputs.js';
import { isEnded } from './task-state.js';
import type { NewEvent, TurnDraft } from './turn-draft.js';

const cause = { actor: workflowActor };

/** An answer of data. Counts only where the run still asks; a past that does not let a task start is asked again when the run is woken. */
export function decideEvaluated(draft: TurnDraft, answer: Evaluated): void {
  if (isEnded(draft.state.phase) || !isAsked(draft, answer.asked)) return;
  if ('error' in answer) return refuse(draft, answer.asked, answer.error);
  const { asked } = answer;
  switch (asked.kind) {
    case 'map':
      return 'length' in answer ? expand(draft, asked.by, answer.length) : undefined;
    case 'edge': {
      const { taskId, mapIndex, upstream } = asked;
      const payload = { tryNumber: tryOf(draft, asked), upstream, holds: 'holds' in answer && answer.holds };
      return draft.record(cause, { type: 'EdgeJudged', taskId, mapIndex, payload });
    }
    case 'past': {
      const { taskId, mapIndex } = asked;
      if (!('holds' in answer) || !answer.holds) return;
      const payload = { tryNumber: tryOf(draft, asked) };
      return draft.record(cause, { type: 'PastDependencyMet', taskId, mapIndex, payload });
    }
    default:
      return assertNever(asked, 'evaluation');
  }
}

function isAsked(draft: TurnDraft, asked: Evaluation): boolean {
  const key = evaluationKey(asked);
  return dueEvaluations(draft.index, draft.state).some((due) => evaluationKey(due) === key);
}

const tryOf = (draft: TurnDraft, key: { taskId: string; mapIndex: number }): number =>
  draft.find(key)?.entry.tryNumber ?? 0;

/** Tasks that are mapped over the same items. */
const membersOf = ({ index }: TurnDraft, by: string): number[] =>
  index.plan.tasks.flatMap((task, position) => (task.mapped?.by === by ? [position] : []));

/** No items: the task is skipped, as one instance (airflow-semantics §1.11). */
function expand(draft: TurnDraft, by: string, length: number): void {
  const events = membersOf(draft, by).flatMap((position): NewEvent[] => {
    const whole = { position, mapIndex: -1 };
    const { state: own, tryNumber: before } = draft.entry(whole);
    // a member that a branch or its rule has decided before the items were known stays decided
    if (length > 0 && own !== 'none') return [];
    if (length > 0) return [{ type: 'TaskMapped', ...draft.nameOf(whole), payload: { tryNumber: before, length } }];
    return instancesOf(draft.state, position).flatMap((at): NewEvent[] => {
      const { state, tryNumber } = draft.entry(at);
      if (state !== 'none') return [];
      return [{ type: 'TaskSkipped', ...draft.nameOf(at), payload: { tryNumber, cause: 'mapped over no items' } }];
    });
  });
  draft.record(cause, ...events);
}

/** What cannot be evaluated fails the tasks that asked; of a mapped group those at its beginning, and the others by their rules. */
function refuse(draft: TurnDraft, asked: Evaluation, error: TaskError): void {
  const positions =
    asked.kind === 'map' ? rootsAmong(draft.index, membersOf(draft, asked.by)) : positionOf(draft, asked.taskId);
  const events = positions.flatMap((position) => {
    const instances =
      asked.kind === 'map' ? instancesOf(draft.state, position) : [{ position, mapIndex: asked.mapIndex }];
    return instances.flatMap((at): NewEvent[] => {
      const { state, tryNumber } = draft.entry(at);
      if (state !== 'none') return [];
      return [{ type: 'TaskFailed', ...draft.nameOf(at), payload: { tryNumber, outcome: 'FAILED', error } }];
    });
  });
  draft.record(cause, ...events);
}

const positionOf = ({ index }: TurnDraft, taskId: string): number[] => {
  const position = index.position.get(taskId);
  return position === undefined ? [] : [position];
};
