import type { Json, JsonObject } from '../../src/domain/json.js';
import { fold } from '../../src/domain/runs/evolve.js';
import { entriesOf, entryOf, type Instance, instancesOf } from '../../src/domain/runs/instances.js';
import type { TaskError } from '../../src/domain/runs/outcome.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import { initialState } from '../../src/domain/runs/run-state.js';
import { isFinished, type TaskState } from '../../src/domain/runs/task-state.js';
import { isoOf, msOf } from '../../src/domain/time/instant.js';
import type { LogLine } from '../sdk/testing/index.js';
import { type Duration, msOfDuration } from './given.js';
import { instanceKey, RETURN_VALUE, type TestedRun } from './tested-run.js';
import type { TestedUpdate, VirtualRun } from './virtual-run.js';

/** What became of a task. Times are RFC 3339 of the virtual clock; null where there is none. */
export interface TestedTask {
  state: TaskState;
  /** 0 for a task that never ran. */
  tries: number;
  /** Sensors: of the last try. */
  pokes: number;
  startedAt: string | null;
  endedAt: string | null;
  /** Its result, null where it has none. */
  value: Json;
  /** All its XComs by key, the result among them. */
  xcoms: JsonObject;
  /** `with` as its last try saw it, templates rendered. */
  rendered: JsonObject | null;
  /** Of its last try that failed. */
  error: TaskError | null;
  /** What its code has logged, where that was really called. */
  log: LogLine[];
  /** Of a mapped task: its instances, by map index. */
  instances?: TestedTask[];
}

/** What became of a run. */
export interface TestRun {
  state: 'success' | 'failed';
  startedAt: string;
  endedAt: string;
  durationMs: number;
  tasks: Record<string, TestedTask>;
  /** The stream of the run, as the product would record it. */
  events: readonly RunEvent[];
  /** What the tasks' successes have updated, in the order in which they came. */
  assetEvents: readonly TestedUpdate[];
  /** Ids of the tasks that ran, in the order in which they began. */
  order: string[];
  /** The state of every task at an instant (RFC 3339), or so long after the start of the run (`90m`). */
  at(when: Duration): Record<string, TaskState>;
}

/** Reads a run that has ended. */
export function readTestRun(run: VirtualRun, index: PlanIndex, tested: TestedRun): TestRun {
  const { events, state, now } = run;
  const startedAt = state.startedAt ?? now;
  const tasks = Object.fromEntries(index.plan.tasks.map(({ id }, i) => [id, taskOf(id, i, run, tested)]));
  return {
    state: state.phase === 'success' ? 'success' : 'failed',
    startedAt: isoOf(startedAt),
    endedAt: isoOf(now),
    durationMs: now - startedAt,
    tasks,
    events,
    assetEvents: run.updates,
    order: [...new Set([...run.notes.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))))],
    at: (when) => statesAt(index, events, instantOf(when, startedAt)),
  };
}

/** A mapped task as a whole: the most telling state of its instances, their values in a list, and each of them. */
function taskOf(id: string, position: number, run: VirtualRun, tested: TestedRun): TestedTask {
  const instances = instancesOf(run.state, position).map((at) => instanceOf(id, at, run, tested));
  const [first] = instances;
  if (first !== undefined && run.state.mapped?.[position] === undefined) return first;
  const ended = instances.map(({ endedAt }) => endedAt ?? '').sort();
  const began = instances.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt])).sort();
  const value = instances.flatMap(({ xcoms }) => xcoms[RETURN_VALUE] ?? []);
  return {
    state: wholeState(instances.map(({ state }) => state)),
    tries: Math.max(0, ...instances.map(({ tries }) => tries)),
    pokes: Math.max(0, ...instances.map(({ pokes }) => pokes)),
    startedAt: began[0] ?? null,
    endedAt: ended.at(-1) ?? null,
    value,
    xcoms: {},
    rendered: null,
    error: instances.find(({ error }) => error !== null)?.error ?? null,
    log: instances.flatMap(({ log }) => log),
    instances,
  };
}

const BY_WEIGHT: readonly TaskState[] = ['failed', 'upstream_failed', 'queued', 'none', 'success', 'skipped'];
const wholeState = (states: readonly TaskState[]): TaskState =>
  BY_WEIGHT.find((state) => states.length > 1 && states.includes(state)) ?? states[0] ?? 'none';

function instanceOf(id: string, at: Instance, { state, events, notes }: VirtualRun, { xcoms }: TestedRun): TestedTask {
  const { mapIndex } = at;
  const entry = entryOf(state, at);
  const own = events.filter((event) => 'taskId' in event && event.taskId === id && event.mapIndex === mapIndex);
  const errors = own.flatMap((event) =>
    event.type === 'TaskFailed' || event.type === 'TaskUpForRetry' ? [event.payload.error] : [],
  );
  const note = notes.get(instanceKey(id, mapIndex));
  const values = xcoms.get(instanceKey(id, mapIndex)) ?? {};
  const taskState = entry?.state ?? 'none';
  return {
    state: taskState,
    tries: entry?.tryNumber ?? 0,
    pokes: note?.pokes ?? 0,
    startedAt: note === undefined ? null : isoOf(note.startedAt),
    endedAt: isFinished(taskState) ? (own.at(-1)?.occurredAt ?? null) : null,
    value: values[RETURN_VALUE] ?? null,
    xcoms: values,
    rendered: note?.rendered ?? null,
    error: errors.at(-1) ?? null,
    log: note?.log ?? [],
  };
}

function instantOf(when: Duration, startedAt: number): number {
  if (typeof when === 'string' && /^\d{4}-/.test(when)) return msOf(when);
  return startedAt + msOfDuration(when);
}

function statesAt(index: PlanIndex, events: readonly RunEvent[], at: number): Record<string, TaskState> {
  const past = events.filter(({ occurredAt }) => msOf(occurredAt) <= at);
  const state = fold(index, initialState(index), past);
  return Object.fromEntries(
    index.plan.tasks.map(({ id }, i) => [id, wholeState(entriesOf(state, i).map((entry) => entry.state))]),
  );
}
