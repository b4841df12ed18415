import type { Evaluation } from '../../src/domain/runs/evaluations.js';
import { entryOf } from '../../src/domain/runs/instances.js';
import { obligations } from '../../src/domain/runs/obligations.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunEvent } from '../../src/domain/runs/run-events.js';
import type { RunInput } from '../../src/domain/runs/run-inputs.js';
import { initialState, type RunState } from '../../src/domain/runs/run-state.js';
import { isEnded, isFinished } from '../../src/domain/runs/task-state.js';
import { turn } from '../../src/domain/runs/turn.js';
import { isoOf } from '../../src/domain/time/instant.js';
import type { JsonObject } from '../../src/domain/json.js';
import { instanceKey, type TestedRun } from './tested-run.js';
import { virtualEvaluate } from './virtual-evaluate.js';
import { type AttemptEnd, virtualAttempt } from './virtual-attempt.js';
import type { OutletEvent } from '../sdk/index.js';
import type { LogLine } from '../sdk/testing/index.js';

/** What is known of a task instance beside its events. */
export interface InstanceNotes {
  startedAt: number;
  pokes: number;
  rendered: JsonObject | null;
  log: LogLine[];
}

/** An update of an asset that a task's success has made. */
export interface TestedUpdate extends OutletEvent {
  taskId: string;
  mapIndex: number;
}

const taskOf = ({ taskId, mapIndex }: Pick<TestedUpdate, 'taskId' | 'mapIndex'>) => ({ taskId, mapIndex });

/** A run on a virtual clock: the workflow's loop, with attempts that end when the test says and a clock that jumps to what comes next. */
export class VirtualRun {
  state: RunState;
  readonly events: RunEvent[] = [];
  /** Of assets, in the order in which they came. */
  readonly updates: TestedUpdate[] = [];
  readonly notes = new Map<string, InstanceNotes>();
  private readonly performed = new Set<string>();
  private readonly bodies = new Map<string, number>();
  private underWay: AttemptEnd[] = [];
  private readonly answers: RunInput[] = [];

  constructor(
    private readonly index: PlanIndex,
    private readonly run: TestedRun,
    /** ms since the epoch. */
    public now: number,
  ) {
    this.state = initialState(index);
  }

  /** @throws where the run can never end, and for mistakes of the test */
  async play(maxSteps: number): Promise<void> {
    for (let steps = 0; ; steps += 1) {
      this.turn([...this.answers.splice(0), ...this.arrived()]);
      if (isEnded(this.state.phase)) return;
      if (steps >= maxSteps) throw this.endless(`has not ended after ${maxSteps} steps`);
      const { dispatch, evaluate, wakeAt } = obligations(this.index, this.state, this.now);
      if (evaluate.length > 0) {
        for (const asked of evaluate) this.answers.push(await this.answer(asked));
        continue;
      }
      for (const ticket of dispatch) {
        if (this.performed.has(ticket.key)) continue;
        this.performed.add(ticket.key);
        await this.begin(ticket);
      }
      this.jump(wakeAt);
    }
  }

  private async answer(asked: Evaluation): Promise<RunInput> {
    return { kind: 'evaluated', answer: await virtualEvaluate(this.run, asked, this.now) };
  }

  /** The clock goes to whatever comes next. */
  private jump(wakeAt: number | null): void {
    const times = this.underWay.map(({ endsAt }) => endsAt);
    const next = Math.min(...times, wakeAt ?? Infinity);
    if (next === Infinity) throw this.endless('can never end: nothing runs and nothing is due');
    this.now = Math.max(this.now, next);
  }

  private endless(what: string): Error {
    const open = this.index.plan.tasks.flatMap(({ id }, i) => {
      const state = this.state.tasks[i]?.state ?? 'none';
      return isFinished(state) ? [] : [`${id} is ${state}`];
    });
    return new Error(`testDag: the run ${what}, at ${isoOf(this.now)} of its clock: ${open.slice(0, 20).join(', ')}`);
  }

  private turn(inputs: RunInput[]): void {
    const { events, state } = turn(this.index, this.state, inputs, this.now);
    this.events.push(...events);
    this.state = state;
  }

  /** What has ended by now, in the order of its time. */
  private arrived(): RunInput[] {
    const due = this.underWay.filter(({ endsAt }) => endsAt <= this.now).sort((a, b) => a.endsAt - b.endsAt);
    this.underWay = this.underWay.filter(({ endsAt }) => endsAt > this.now);
    for (const { input, xcoms, updates } of due) {
      if (input.kind === 'outcome')
        this.updates.push(...updates.map((update) => ({ ...update, ...taskOf(input.fact) })));
      if (input.kind !== 'outcome' || xcoms.length === 0) continue;
      const key = instanceKey(input.fact.taskId, input.fact.mapIndex);
      const values = Object.fromEntries(xcoms.map(({ key: name, value }) => [name, JSON.parse(value)]));
      this.run.xcoms.set(key, { ...this.run.xcoms.get(key), ...values });
    }
    return due.map(({ input }) => input);
  }

  private async begin(dispatch: ReturnType<typeof obligations>['dispatch'][number]): Promise<void> {
    const key = instanceKey(dispatch.taskId, dispatch.mapIndex);
    const nth = this.bodies.get(key) ?? 0;
    this.bodies.set(key, nth + 1);
    const position = this.index.position.get(dispatch.taskId) ?? -1;
    const waitingSince = entryOf(this.state, { position, mapIndex: dispatch.mapIndex })?.waitingSince ?? null;
    const end = await virtualAttempt(this.run, { dispatch, now: this.now, waitingSince, nth });
    this.underWay.push(end);
    const before = this.notes.get(key) ?? { startedAt: this.now, pokes: 0, rendered: null, log: [] };
    const { rendered, log } = end;
    this.notes.set(key, { ...before, pokes: dispatch.poke + 1, rendered, log: [...before.log, ...log] });
  }
}
