import { entryOf } from '../../src/domain/runs/instances.js';
import { fold } from '../../src/domain/runs/evolve.js';
import { indexPlan, type PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { Outcome } from '../../src/domain/runs/outcome.js';
import type { PlanTask, RunPlan } from '../../src/domain/runs/run-plan.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import type { ControlRequest, RunInput } from '../../src/domain/runs/run-inputs.js';
import { initialState, type RunState } from '../../src/domain/runs/run-state.js';
import { turn } from '../../src/domain/runs/turn.js';

export const ALICE = { kind: 'USER' as const, id: 'alice', name: 'Alice' };

/** `{ b: ['a'] }` and the like: task id → upstream ids, or more of the task. */
export type Sketch = Record<string, string[] | Partial<PlanTask>>;

export function planOf(sketch: Sketch, more: Partial<RunPlan> = {}): PlanIndex {
  const tasks = Object.entries(sketch).map(([id, task]): PlanTask => ({
    id,
    upstream: [],
    rule: 'all_success',
    empty: false,
    queue: 'default',
    retries: 0,
    retryDelayMs: 300_000,
    retryBackoff: 1,
    maxRetryDelayMs: 86_400_000,
    group: null,
    ...(Array.isArray(task) ? { upstream: task } : task),
  }));
  return indexPlan({
    dagId: 'dag',
    versionNumber: 1,
    logicalDate: null,
    runState: 'leaves',
    dagrunTimeoutMs: null,
    tasks,
    ...more,
  });
}

/** A run in the making, for specs that read as sentences: what happened, and what the run did about it. */
export class Scenario {
  now = 1_700_000_000_000;
  state: RunState;
  readonly stream: RunEvent[] = [];

  constructor(readonly index: PlanIndex) {
    this.state = initialState(index);
  }

  /** One turn over the inputs; answers the events it recorded as `Type task`. */
  when(...inputs: RunInput[]): string[] {
    const { events, state } = turn(this.index, this.state, inputs, this.now);
    this.stream.push(...events);
    this.state = state;
    return events.map((event) => ('taskId' in event ? `${event.type} ${event.taskId}${indexOf(event)}` : event.type));
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  stateOf(taskId: string): string | undefined {
    const { taskId: id, mapIndex } = keyOf(taskId);
    return entryOf(this.state, { position: this.index.position.get(id) ?? -1, mapIndex })?.state;
  }

  states(): Record<string, string> {
    return Object.fromEntries(this.index.plan.tasks.map((task, i) => [task.id, this.state.tasks[i]?.state ?? '?']));
  }

  refold(): RunState {
    return fold(this.index, initialState(this.index), this.stream);
  }
}

const indexOf = ({ mapIndex }: { mapIndex: number }): string => (mapIndex < 0 ? '' : `[${mapIndex}]`);

/** `a` or, for a mapped instance, `a[2]`. */
function keyOf(name: string): { taskId: string; mapIndex: number } {
  const [, taskId = name, mapIndex = '-1'] = /^(.*?)(?:\[(\d+)\])?$/.exec(name) ?? [];
  return { taskId, mapIndex: Number(mapIndex) };
}

/** What is mapped has so many items. */
export const mappedOver = (by: string, length: number): RunInput => ({
  kind: 'evaluated',
  answer: { asked: { kind: 'map', by }, length },
});

export const ended = (taskId: string, outcome: Outcome, tryNumber = 1): RunInput => ({
  kind: 'outcome',
  fact: { ...keyOf(taskId), tryNumber, outcome, cause: null, waitingSince: null },
});
export const succeeded = (taskId: string, tryNumber = 1): RunInput => ended(taskId, { kind: 'SUCCESS' }, tryNumber);
export const failed = (taskId: string, tryNumber = 1, retryable = true): RunInput =>
  ended(taskId, { kind: 'FAILED', error: { type: 'BashExit', message: 'exit 1', retryable } }, tryNumber);
export const control = (number: number, request: ControlRequest): RunInput => ({
  kind: 'control',
  fact: { number, request, actor: ALICE, reason: 'because' },
});
