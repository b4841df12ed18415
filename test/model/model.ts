import type { Outcome } from '../../src/domain/runs/outcome.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import type { WantedRunState } from '../../src/domain/runs/controls/set-run-state.js';
import type { ControlFact, ControlRequest, RunInput } from '../../src/domain/runs/run-inputs.js';
import type { RunState } from '../../src/domain/runs/run-state.js';
import { turn } from '../../src/domain/runs/turn.js';
import { planOf, type Sketch } from '../support/run-builder.js';
import type { FaultName } from './faults.js';
import type { Rules } from './rules.js';
import { Streams } from './streams.js';
import { outcomeFrom } from './outcomes.js';
import type { OutcomeCode, World } from './world.js';

/** What is explored: one small run, what may happen to it, and how much of it at once. */
export interface Scenario {
  name: string;
  /** Delays are one tick of the model's clock: retryDelayMs 1000. */
  tasks: Sketch;
  /** Tasks that may say "not yet", and how often. */
  sensors?: Record<string, number>;
  /** A task whose pokes look for something that happens outside, once, at any moment, and that is poked again by being woken only. */
  waitsFor?: string;
  /** A try that has its slots may end in its queue before anybody has begun it. */
  queuedTimeout?: boolean;
  /** Bodies of a first try may fail. */
  mayFail?: boolean;
  /** What people ask of the run, in this order, each at any moment. */
  controls?: (WantedRunState | 'clear')[];
  /** The run's DAG is paused at any moment, or never, and unpaused some time after that. */
  dagPaused?: boolean;
  /** Slots of limits, by name. */
  limits?: Record<string, number>;
  /** The limits are 0 until somebody raises them, once, at any moment. */
  raised?: boolean;
  /** How many faults strike a history at most, and which. */
  faults: number;
  kinds: readonly FaultName[];
  /** Losses of a worker that end a try as LOST. */
  lostLimit?: number;
  /** prompt: a wake-up is delivered at once, if there is whom to wake; else the relay takes its time. */
  wakes?: 'prompt';
  /** Attempts are local activities, which may answer HELD while their body goes on. */
  inline?: boolean;
  /** late: time may pass while an execution has work at hand; else it does what is at hand first. */
  clock?: 'late';
  /** Obligations are performed some time after the turn was recorded, not at the same instant. */
  slowAnswers?: boolean;
  /** A turn that no wake-up has asked for answers without facts: in the product it may lack those that were committed while it waited for the run's row. */
  blindTurns?: boolean;
}

const T0 = 1_800_000_000_000;
export const TICK_MS = 1_000;
export const timeAt = (clock: number): number => T0 + clock * TICK_MS;
/** The next poke of a wait that only being woken ends: beyond every history. */
export const NEVER = 1_000;
export const clockAt = (time: number): number => (time - T0) / TICK_MS;

const CLEAR_ALL: ControlRequest = {
  kind: 'clearTasks',
  select: { taskIds: null, mapIndexes: null, upstream: false, downstream: false, onlyFailed: false },
};
const ACTOR = { kind: 'USER', id: 'model', name: 'model' } as const;

/** The scenario under some rules, with the product's decider and what it has decided before. */
export class Model {
  readonly index: PlanIndex;
  readonly streams: Streams;
  private readonly inputs: RunInput[] = [];
  private readonly inputIds = new Map<string, number>();
  private readonly turns = new Map<string, RunEvent[]>();

  constructor(
    readonly scenario: Scenario,
    readonly rules: Rules,
  ) {
    this.index = planOf(scenario.tasks);
    this.streams = new Streams(this.index);
  }

  stateAt(place: number): RunState {
    return this.streams.place(place).state;
  }

  /** The decider's answer to the inputs at that place of the stream. */
  decide(base: number, inputs: readonly number[], clock: number): RunEvent[] {
    const key = `${base} ${clock} ${inputs.join(' ')}`;
    const known = this.turns.get(key);
    if (known !== undefined) return known;
    const { events } = turn(
      this.index,
      this.seenBy(this.stateAt(base)),
      inputs.map((id) => this.input(id)),
      timeAt(clock),
    );
    this.turns.set(key, events);
    return events;
  }

  /** A decider that forgets which controls it has answered, or that its DAG is paused: two of the mutants. */
  seenBy(state: RunState): RunState {
    const { dagPaused, ...others } = state;
    const known = this.rules.heldDoesNothing || dagPaused === undefined ? state : others;
    return this.rules.controlsAnsweredOnce ? known : { ...known, lastControl: 0 };
  }

  control(number: number): ControlFact {
    const wanted = this.scenario.controls?.[number - 1];
    if (wanted === undefined) throw new Error(`no control ${number}`);
    const request: ControlRequest = wanted === 'clear' ? CLEAR_ALL : { kind: 'setRunState', state: wanted };
    return { number, request, actor: ACTOR, reason: null };
  }

  outcome(code: OutcomeCode): Outcome {
    return outcomeFrom(code);
  }

  /** A number for an input, so that an inbox is a list of numbers. */
  idOf(input: RunInput): number {
    const key = JSON.stringify(input);
    const known = this.inputIds.get(key);
    if (known !== undefined) return known;
    this.inputs.push(input);
    this.inputIds.set(key, this.inputs.length - 1);
    return this.inputs.length - 1;
  }

  input(id: number): RunInput {
    const input = this.inputs[id];
    if (input === undefined) throw new Error(`no input ${id}`);
    return input;
  }

  /** A run just created: queued, not admitted, two workers up. */
  start(): World {
    const { faults } = this.scenario;
    const worker = { incarnation: 0, status: 'up' as const, leaseEnded: false };
    return {
      faults,
      clock: 0,
      run: { epoch: 1, head: 0, state: 'QUEUED', admitted: false, held: false },
      tickets: [],
      controls: [],
      happened: false,
      dag: 'never paused',
      outbox: [],
      executions: [],
      activities: [],
      deliveries: [],
      workers: [worker, worker],
    };
  }
}

/** A transition that can happen in a state: its name, and what it does to a copy of the state. */
export interface Step {
  name(): string;
  /** Faults need not happen: a state must be able to end without them. */
  fault: boolean;
  /** What the surroundings may or may not do (a person's wish): not relied on either. */
  optional?: boolean;
  apply(world: World): void;
}
