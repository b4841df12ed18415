import type { Actor } from '../events/actor.js';
import { isoOf } from '../time/instant.js';
import { type Tally, tallyOf } from './count-upstream.js';
import { fold } from './evolve.js';
import { entriesOf, entryOf, type Instance } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { PlanTask } from './run-plan.js';
import type { RunEvent } from './run-events.js';
import type { BegunTicket } from './run-inputs.js';
import type { RunState, TaskEntry } from './run-state.js';
import type { TryKey } from './task-key.js';

/** Who and why, for the events that one input leads to. */
export interface Cause {
  actor: Actor;
  reason?: string | null;
  causationId?: string | null;
}

type Meta = 'occurredAt' | 'actor' | 'reason' | 'causationId';
/** An event as the rules write it; the draft adds time and cause. */
export type NewEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, Meta> : never) : never;

/** A turn in the making: what was decided so far and the state that follows from it. Lives for one turn and is never shared. */
export class TurnDraft {
  readonly events: RunEvent[] = [];
  /** Instances whose state changed and whose downstream has not been looked at since: map indexes by position. */
  readonly changed = new Map<number, Set<number>>();
  /** Open tickets that have begun, where that was told. */
  begun: readonly BegunTicket[] | null = null;
  private readonly tallies = new Map<number, Tally>();

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

  entry(at: Instance): TaskEntry {
    const entry = entryOf(this.state, at);
    if (entry === undefined) throw new Error(`no task instance ${at.mapIndex} at ${at.position}`);
    return entry;
  }

  /** The instance that a key names, or null where the run has none. */
  find({ taskId, mapIndex }: Pick<TryKey, 'taskId' | 'mapIndex'>): (Instance & { entry: TaskEntry }) | null {
    const position = this.index.position.get(taskId);
    if (position === undefined) return null;
    const entry = entryOf(this.state, { position, mapIndex });
    return entry === undefined ? null : { position, mapIndex, entry };
  }

  /** How an event names the instance. */
  nameOf({ position, mapIndex }: Instance): { taskId: string; mapIndex: number } {
    return { taskId: this.task(position).id, mapIndex };
  }

  /** Counts over all instances of a task, made once until one of them changes. */
  readonly tally = (position: number): Tally => {
    const known = this.tallies.get(position);
    if (known !== undefined) return known;
    const tally = tallyOf(entriesOf(this.state, position));
    this.tallies.set(position, tally);
    return tally;
  };

  /** @param mapIndex −1 of an expanded task means all of its instances */
  touch(position: number, mapIndex: number): void {
    const touched = this.changed.get(position) ?? new Set();
    const mapped = this.state.mapped?.[position];
    if (mapIndex < 0 && mapped !== undefined) for (const each of mapped.keys()) touched.add(each);
    else touched.add(mapIndex);
    this.changed.set(position, touched);
  }

  /** What has not begun may be due, though nothing above it has changed: the run begins or goes on, or a person has changed it. */
  touchAll(): void {
    this.index.plan.tasks.forEach((_, position) => this.touch(position, -1));
  }

  record(cause: Cause, ...drafts: NewEvent[]): void {
    if (drafts.length === 0) return;
    const meta = {
      occurredAt: isoOf(this.now),
      actor: cause.actor,
      reason: cause.reason ?? null,
      causationId: cause.causationId ?? null,
    };
    const events = drafts.map((draft) => ({ ...meta, ...draft }) as RunEvent);
    this.state = fold(this.index, this.state, events);
    for (const event of events) {
      this.events.push(event);
      const position = 'taskId' in event ? this.index.position.get(event.taskId) : undefined;
      if (position === undefined || !('taskId' in event)) continue;
      this.tallies.delete(position);
      this.touch(position, event.mapIndex);
    }
  }
}
