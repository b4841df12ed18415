import { assertNever } from '../assert-never.js';
import { msOf } from '../time/instant.js';
import { entryOf, type Instance, instanceKey } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunEvent } from './run-events.js';
import { newEntry, type RunState, type TaskEntry } from './run-state.js';

type TaskEvent = Extract<RunEvent, { taskId: string }>;
type PayloadOf<T extends TaskEvent['type']> = Extract<TaskEvent, { type: T }>['payload'];

/** Why TaskRemoved is told of what runs when its run moves to another version of the DAG. It stands in events. */
export const NOT_IN_VERSION = 'not in the version';

/** A state in the making: everything that changes is copied when it is first touched, once for a whole fold. */
export class Folding {
  readonly state: RunState;
  private readonly copied = new Set<string>();

  constructor(
    private readonly index: PlanIndex,
    given: RunState,
  ) {
    this.state = { ...given, tasks: [...given.tasks] };
  }

  applyToTask(event: TaskEvent): void {
    const position = this.index.position.get(event.taskId);
    if (position === undefined) return;
    const at = { position, mapIndex: event.mapIndex };
    switch (event.type) {
      case 'TaskMapped':
        return this.expand(position, event.payload.length);
      case 'EdgeJudged':
        return this.judgeEdge(at, event.payload);
      case 'TaskNoted':
        return;
      case 'TaskCleared':
        this.forget(at);
        break;
      case 'TaskRemoved':
        if (event.payload.cause === NOT_IN_VERSION) return this.startOver(at);
        break;
      case 'TaskSucceeded':
        if (event.payload.follow !== undefined) this.own('follows', {})[instanceKey(at)] = event.payload.follow;
        break;
      default:
        break;
    }
    const entry = entryOf(this.state, at);
    if (entry !== undefined) this.put(at, taskAfter(entry, event));
  }

  private put({ position, mapIndex }: Instance, entry: TaskEntry): void {
    if (mapIndex < 0) this.state.tasks[position] = entry;
    else this.instances(position)[mapIndex] = entry;
  }

  private instances(position: number): TaskEntry[] {
    const mapped = this.own('mapped', {});
    const name = `mapped/${position}`;
    if (!this.copied.has(name)) mapped[position] = [...(mapped[position] ?? [])];
    this.copied.add(name);
    return (mapped[position] ??= []);
  }

  /** The part of the state as this fold's own copy. */
  private own<K extends 'mapped' | 'follows' | 'edges'>(
    part: K,
    empty: NonNullable<RunState[K]>,
  ): NonNullable<RunState[K]> {
    if (!this.copied.has(part)) this.state[part] = { ...(this.state[part] ?? empty) } as RunState[K];
    this.copied.add(part);
    return (this.state[part] ?? empty) as NonNullable<RunState[K]>;
  }

  /** The items are known: what is beyond them is no more, what is new has not run. */
  private expand(position: number, length: number): void {
    // another version of the DAG may have mapped it
    if (this.index.plan.tasks[position]?.mapped === undefined) return;
    const retries = this.index.plan.tasks[position]?.retries ?? 0;
    const entries = this.instances(position);
    entries.forEach((entry, i) => {
      if (i >= length) entries[i] = { ...entry, state: 'removed', dueAt: null };
      else if (entry.state === 'removed') entries[i] = { ...entry, state: 'none' };
    });
    while (entries.length < length) entries.push(newEntry(retries + 1));
    const whole = this.state.tasks[position];
    if (whole !== undefined) this.state.tasks[position] = { ...whole, state: 'removed' };
  }

  private judgeEdge(at: Instance, { upstream, holds }: PayloadOf<'EdgeJudged'>): void {
    const source = this.index.position.get(upstream);
    if (source === undefined) return;
    const edges = this.own('edges', {});
    edges[instanceKey(at)] = { ...edges[instanceKey(at)], [source]: holds };
  }

  /** It was stopped because another version of the DAG did not have it; this one does. */
  private startOver(at: Instance): void {
    const { tryNumber } = entryOf(this.state, at) ?? newEntry(0);
    const retries = this.index.plan.tasks[at.position]?.retries ?? 0;
    if (entryOf(this.state, at) !== undefined) this.put(at, { ...newEntry(tryNumber + retries + 1), tryNumber });
  }

  private forget(at: Instance): void {
    const key = instanceKey(at);
    if (this.state.follows?.[key] !== undefined) delete this.own('follows', {})[key];
    if (this.state.edges?.[key] !== undefined) delete this.own('edges', {})[key];
    delete this.state.stopping;
  }
}

type StateEvent = Exclude<TaskEvent, { type: 'TaskMapped' | 'EdgeJudged' | 'TaskNoted' }>;

function taskAfter(entry: TaskEntry, event: StateEvent): TaskEntry {
  switch (event.type) {
    case 'TaskQueued':
      return queued(ended(entry), event.payload);
    case 'TaskUpForReschedule':
    case 'TaskAwaitingInput':
    case 'TaskDeferred':
      return rescheduled(entry, WAITING_STATES[event.type], event.payload);
    case 'TaskUpForRetry':
      return upForRetry(entry, event.payload);
    case 'TaskCleared':
      return cleared(entry, event.payload);
    case 'TaskWoken':
    case 'TaskRetryDue':
      return { ...entry, dueAt: msOf(event.occurredAt) };
    case 'PastDependencyMet':
      return { ...entry, pastMet: true };
    case 'TaskDeadlineMissed':
      return { ...entry, deadlineMissed: true };
    case 'TaskRemoved':
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskSkipped':
    case 'TaskUpstreamFailed':
      return { ...ended(entry), state: END_STATES[event.type] };
    default:
      return assertNever(event, 'event of a task');
  }
}

const WAITING_STATES = {
  TaskUpForReschedule: 'up_for_reschedule',
  TaskAwaitingInput: 'awaiting_input',
  TaskDeferred: 'deferred',
} as const;

const END_STATES = {
  TaskRemoved: 'removed',
  TaskSucceeded: 'success',
  TaskFailed: 'failed',
  TaskSkipped: 'skipped',
  TaskUpstreamFailed: 'upstream_failed',
} as const;

const ended = (entry: TaskEntry): TaskEntry => ({ ...entry, dueAt: null });

/** What was said of its deadline is not said again. */
const cleared = ({ tryNumber, deadlineMissed }: TaskEntry, { maxTries }: PayloadOf<'TaskCleared'>): TaskEntry => ({
  ...newEntry(maxTries),
  tryNumber,
  ...(deadlineMissed === true ? { deadlineMissed } : {}),
});

const queued = (entry: TaskEntry, { tryNumber, waitingSince }: PayloadOf<'TaskQueued'>): TaskEntry => ({
  ...entry,
  state: 'queued',
  tryNumber,
  poke: 0,
  waitingSince: msOrNull(waitingSince),
});

const upForRetry = (entry: TaskEntry, { nextTryAt, waitingSince }: PayloadOf<'TaskUpForRetry'>): TaskEntry => ({
  ...entry,
  state: 'up_for_retry',
  dueAt: msOf(nextTryAt),
  waitingSince: msOrNull(waitingSince),
});

const rescheduled = (
  entry: TaskEntry,
  state: 'up_for_reschedule' | 'awaiting_input' | 'deferred',
  payload: PayloadOf<'TaskUpForReschedule'>,
): TaskEntry => ({
  ...entry,
  state,
  poke: payload.poke,
  dueAt: msOf(payload.nextPokeAt),
  waitingSince: msOf(payload.waitingSince),
});

const msOrNull = (time: string | null): number | null => (time === null ? null : msOf(time));
