import { fold } from '../../src/domain/runs/evolve.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import { initialState, type RunState } from '../../src/domain/runs/run-state.js';
import { Broken } from './law.js';

/** A stream up to one event. Streams that begin alike share their nodes, so a state of the model names its stream by one number. */
export interface Place {
  id: number;
  parent: Place | null;
  version: number;
  event: RunEvent;
  /** Epoch of whoever wrote the event. */
  epoch: number;
  state: RunState;
}

const ACTOR = { kind: 'SYSTEM', id: 'model', name: 'model' } as const;
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Who, when and why do not steer a run: left out, so that streams that differ in nothing else are one. */
const bare = (event: RunEvent): RunEvent => ({
  ...event,
  occurredAt: LONG_AGO,
  actor: ACTOR,
  reason: null,
  causationId: null,
});

/** The streams of a run, folded by the product's own fold. */
export class Streams {
  private readonly places: Place[] = [];
  private readonly children = new Map<string, Place>();

  constructor(private readonly index: PlanIndex) {
    const event = bare({ type: 'RunCreated', payload: {} } as RunEvent);
    this.places.push({ id: 0, parent: null, version: 0, event, epoch: 1, state: this.stateAfter(null, event) });
  }

  place(id: number): Place {
    const found = this.places[id];
    if (found === undefined) throw new Error(`no place ${id}`);
    return found;
  }

  /** The place after the events; breaks a law where the stream would tell something twice or out of order. */
  after(id: number, events: readonly RunEvent[], epoch: number): number {
    let place = this.place(id);
    for (const event of events) place = this.child(place, bare(event), epoch);
    return place.id;
  }

  /** Events after `base` up to `head`. */
  since(base: number, head: number): { event: RunEvent; epoch: number }[] {
    const from = this.place(base).version;
    const found: Place[] = [];
    for (let place: Place | null = this.place(head); place !== null && place.version > from; place = place.parent)
      found.push(place);
    return found.reverse();
  }

  private child(parent: Place, event: RunEvent, epoch: number): Place {
    const key = `${parent.id} ${epoch} ${JSON.stringify(event)}`;
    const known = this.children.get(key);
    if (known !== undefined) return known;
    checkNext(parent, event, epoch);
    const place = {
      id: this.places.length,
      parent,
      version: parent.version + 1,
      event,
      epoch,
      state: this.stateAfter(parent.state, event),
    };
    this.places.push(place);
    this.children.set(key, place);
    return place;
  }

  private stateAfter(state: RunState | null, event: RunEvent): RunState {
    return fold(this.index, state ?? initialState(this.index), [event]);
  }
}

/** What a reader of the stream relies on, said without the decider's help. */
function checkNext(parent: Place, event: RunEvent, epoch: number): void {
  if (epoch < parent.epoch)
    throw new Broken('an old epoch performs nothing', `${event.type} by epoch ${epoch} after epoch ${parent.epoch}`);
  const before = pathTo(parent);
  if (parent.state.dagPaused === true && STARTS_OR_ENDS.includes(event.type) && !isAsked(before))
    throw new Broken('a held run starts and ends nothing', event.type);
  if ('taskId' in event) return checkTask(before, event);
  if ('number' in event.payload) {
    const last = before.findLast((e) => 'number' in e.payload);
    const expected = last !== undefined && 'number' in last.payload ? last.payload.number + 1 : 1;
    if (event.payload.number !== expected)
      throw new Broken('controls answered once, in order', `${event.payload.number} after ${expected - 1}`);
  }
  if (event.type === 'RunStarted' && openingOf(before).some((e) => e.type === 'RunStarted'))
    throw new Broken('each event once', 'RunStarted twice');
}

const STARTS_OR_ENDS: readonly RunEvent['type'][] = ['RunStarted', 'TaskQueued', 'RunSucceeded', 'RunFailed'];
/** What people ask for is done at once. */
const isAsked = (before: readonly RunEvent[]): boolean =>
  before.slice(before.findLastIndex((e) => e.type === 'RunHeld')).some((e) => e.type === 'ControlApplied');

type TaskEvent = Extract<RunEvent, { taskId: string }>;

function checkTask(before: readonly RunEvent[], event: TaskEvent): void {
  const mine = before.filter((e): e is TaskEvent => 'taskId' in e && e.taskId === event.taskId);
  // a clear begins a new life, in which the rules may write a state under the number of the last try
  const life = event.type === 'TaskQueued' ? mine : mine.slice(mine.findLastIndex((e) => e.type === 'TaskCleared') + 1);
  const ofTry = life.filter((e) => e.payload.tryNumber === event.payload.tryNumber);
  const name = `${event.type} ${event.taskId}/${event.payload.tryNumber}`;
  if (event.type === 'TaskDeadlineMissed') {
    if (mine.some((e) => e.type === event.type)) throw new Broken('each event once', `${name} twice`);
    return;
  }
  if (event.type === 'TaskQueued') {
    if (ofTry.length > 0) throw new Broken('each event once', `${name} twice`);
    return;
  }
  if (event.type === 'TaskUpForReschedule' || event.type === 'TaskAwaitingInput' || event.type === 'TaskDeferred') {
    const again = ofTry.some((e) => e.type === event.type && e.payload.poke >= event.payload.poke);
    if (again || ofTry.some(isEnd))
      throw new Broken('each event once', `${name} poke ${event.payload.poke} twice or late`);
    return;
  }
  if (event.type === 'TaskWoken') {
    const last = ofTry.at(-1);
    if (last?.type !== 'TaskUpForReschedule' || last.payload.poke !== event.payload.poke)
      throw new Broken('each event once', `${name} poke ${event.payload.poke} twice or late`);
    return;
  }
  const settles = 'settles' in event.payload && event.payload.settles !== undefined;
  if (event.type === 'TaskCleared') {
    if (settles === ofTry.some(isEnd)) throw new Broken('each event once', `${name} beside its end`);
    return;
  }
  if (life.length < mine.length && ofTry.length === 0 && isOutcome(event))
    throw new Broken('each event once', `${name} after it was cleared`);
  // by hand a task whose try has ended gets another state, once more
  const byHand = 'byHand' in event.payload && event.payload.byHand === true;
  const waitsForRetry = mine.at(-1)?.type === 'TaskUpForRetry' && event.type !== 'TaskUpForRetry' && !settles;
  if (!waitsForRetry && (!byHand || settles) && ofTry.some(isEnd))
    throw new Broken('each event once', `${name} after its end`);
}

const NO_ENDS = [
  'TaskQueued',
  'TaskUpForReschedule',
  'TaskAwaitingInput',
  'TaskDeferred',
  'TaskWoken',
  'TaskDeadlineMissed',
] as const;
type EndOfTry = Exclude<TaskEvent, { type: (typeof NO_ENDS)[number] }>;
export const isEnd = (event: TaskEvent): event is EndOfTry => !NO_ENDS.some((type) => type === event.type);

/** It tells how an attempt went: never of a try that was cleared. */
const isOutcome = (event: TaskEvent): boolean =>
  event.payload.tryNumber > 0 &&
  (event.type === 'TaskUpForRetry' || (event.type === 'TaskSucceeded' && event.payload.byHand !== true));

function openingOf(events: readonly RunEvent[]): readonly RunEvent[] {
  const end = events.findLastIndex((e) => e.type === 'RunSucceeded' || e.type === 'RunFailed');
  return events.slice(end + 1);
}

function pathTo(place: Place): RunEvent[] {
  const events: RunEvent[] = [];
  for (let p: Place | null = place; p !== null; p = p.parent) events.push(p.event);
  return events.reverse();
}
