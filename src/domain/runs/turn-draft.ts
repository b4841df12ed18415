import type { Actor } from '../events/actor.js';
import { isoOf } from '../time/instant.js';
import { fold } from './evolve.js';
import type { PlanIndex } from './plan-index.js';
import type { PlanTask } from './run-plan.js';
import type { RunEvent } from './run-events.js';
import type { RunState, TaskEntry } from './run-state.js';

/** Who and why, for the events that one input leads to. */
export interface Cause {
  actor: Actor;
  reason?: string | null;
  causationId?: string | null;
}

type Meta = 'occurredAt' | 'actor' | 'reason' | 'causationId' | 'mapIndex';
/** An event as the rules write it; the draft adds time and cause. */
export type NewEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, Meta> : never) : never;

/** A turn in the making: what was decided so far and the state that follows from it. Lives for one turn and is never shared. */
export class TurnDraft {
  readonly events: RunEvent[] = [];
  /** Positions whose state changed and whose downstream tasks have not been looked at since. */
  readonly changed = new Set<number>();

  constructor(
    readonly index: PlanIndex,
    public state: RunState,
    readonly now: number,
  ) {}

  task(position: number): PlanTask {
    const task = this.index.plan.tasks[position];
    if (task === undefined) throw new Error(`no task at ${position}`);
    return task;
  }

  entry(position: number): TaskEntry {
    const entry = this.state.tasks[position];
    if (entry === undefined) throw new Error(`no task instance at ${position}`);
    return entry;
  }

  record(cause: Cause, ...drafts: NewEvent[]): void {
    const occurredAt = isoOf(this.now);
    const meta = {
      occurredAt,
      actor: cause.actor,
      reason: cause.reason ?? null,
      causationId: cause.causationId ?? null,
    };
    const events = drafts.map(
      (draft) => ({ ...meta, ...draft, ...('taskId' in draft ? { mapIndex: -1 } : {}) }) as RunEvent,
    );
    this.state = fold(this.index, this.state, events);
    this.events.push(...events);
    for (const event of events) {
      const position = 'taskId' in event ? this.index.position.get(event.taskId) : undefined;
      if (position !== undefined) this.changed.add(position);
    }
  }
}
