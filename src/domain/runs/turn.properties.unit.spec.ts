import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { control, ended, planOf, Scenario, type Sketch } from '../../../test/support/run-builder.js';
import { fold } from './evolve.js';
import { obligations } from './obligations.js';
import type { Outcome } from './outcome.js';
import type { RunInput } from './run-inputs.js';
import { initialState, type RunState } from './run-state.js';
import { isEnded, isFinished, type TaskState } from './task-state.js';
import { TRIGGER_RULES } from './trigger-rule.js';
import { turn } from './turn.js';

const RUNS = 1_500;
const error = { type: 'E', message: 'm', retryable: true };
const OUTCOMES: Outcome[] = [
  { kind: 'SUCCESS' },
  { kind: 'FAILED', error },
  { kind: 'SKIPPED', reason: 'said so' },
  { kind: 'TIMED_OUT', error },
  { kind: 'LOST', error },
  { kind: 'SUCCESS', follow: { kind: 'branch', chosen: ['t3'] } },
  { kind: 'SUCCESS', follow: { kind: 'shortCircuit', verdict: false, ignoreDownstreamTriggerRules: true } },
];

const graph = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc
    .tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.record({
          upstream: fc.subarray(Array.from({ length: i }, (_x, j) => `t${j}`)),
          rule: fc.constantFrom(...TRIGGER_RULES),
          retries: fc.integer({ min: 0, max: 2 }),
          empty: fc.boolean(),
          awaitsInput: fc.boolean(),
        }),
      ),
    )
    .map((tasks): Sketch => Object.fromEntries(tasks.map((task, i) => [`t${i}`, task]))),
);
/** What happens next: which of the open tickets ends and how, or that time passes, or that a person or Temporal interferes. */
const step = fc.record({
  pick: fc.nat(),
  outcome: fc.constantFrom(...OUTCOMES),
  what: fc.constantFrom('end', 'end', 'end', 'poke', 'wake', 'time', 'stale', 'fail', 'cancel'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function inputOf(run: Scenario, { pick, outcome, what }: Step, number: number): RunInput[] {
  const open = obligations(run.index, run.state, run.now).dispatch;
  const ticket = open[pick % Math.max(1, open.length)];
  if (what === 'time') run.after(600_000);
  if (what === 'fail') return pick % 20 === 0 ? [control(number, { kind: 'setRunState', state: 'failed' })] : [];
  if (what === 'cancel') return pick % 20 === 0 ? [{ kind: 'cancelRequested' }] : [];
  if (what === 'wake') {
    const waits = run.state.tasks.findIndex(({ state }) => state === 'up_for_reschedule' || state === 'awaiting_input');
    const task = run.index.plan.tasks[waits];
    const { tryNumber = 0, poke = 0 } = run.state.tasks[waits] ?? {};
    return task === undefined ? [] : [{ kind: 'woken', fact: { taskId: task.id, mapIndex: -1, tryNumber, poke } }];
  }
  if (ticket === undefined) return [];
  if (what === 'stale') return [ended(ticket.taskId, outcome, ticket.tryNumber - 1)];
  if (what === 'poke')
    return [
      {
        kind: 'waiting',
        key: ticket,
        poke: ticket.poke + 1,
        nextAt: run.now + 1_000,
        waitingSince: run.now,
        cause: null,
      },
    ];
  return what === 'end' ? [ended(ticket.taskId, outcome, ticket.tryNumber)] : [];
}

/** Plays the steps, then lets everything open end well, until the run has ended; answers the state after each turn. */
function play(
  sketch: Sketch,
  steps: readonly Step[],
  timeout: number | null,
): { run: Scenario; states: RunState[]; inputs: RunInput[][]; nows: number[] } {
  const run = new Scenario(planOf(sketch, { dagrunTimeoutMs: timeout }));
  const states: RunState[] = [];
  const inputs: RunInput[][] = [];
  const nows: number[] = [];
  const apply = (input: RunInput[]): void => {
    run.when(...input);
    states.push(run.state);
    inputs.push(input);
    nows.push(run.now);
  };
  apply([]);
  steps.forEach((next, i) => apply(inputOf(run, next, i + 1)));
  for (let i = 0; i < 100 && !isEnded(run.state.phase); i += 1) {
    run.after(86_400_000);
    apply(
      obligations(run.index, run.state, run.now).dispatch.map((ticket) =>
        ended(ticket.taskId, { kind: 'SUCCESS' }, ticket.tryNumber),
      ),
    );
  }
  return { run, states, inputs, nows };
}

const LEGAL: Record<string, TaskState[]> = {
  none: ['none', 'queued', 'success', 'failed', 'skipped', 'upstream_failed'],
  queued: ['queued', 'up_for_reschedule', 'awaiting_input', 'up_for_retry', 'success', 'failed', 'skipped'],
  up_for_reschedule: ['up_for_reschedule', 'up_for_retry', 'success', 'failed', 'skipped', 'queued'],
  awaiting_input: ['awaiting_input', 'up_for_retry', 'success', 'failed', 'skipped', 'queued'],
  up_for_retry: ['up_for_retry', 'queued', 'success', 'failed', 'skipped'],
};

describe('every run, whatever happens to it', () => {
  const anyRun = [graph, fc.array(step, { maxLength: 30 }), fc.option(fc.integer({ min: 1, max: 2_000_000 }))] as const;

  it('ends, with every task instance finished', () => {
    fc.assert(
      fc.property(...anyRun, (sketch, steps, timeout) => {
        const { run } = play(sketch, steps, timeout);
        expect(isEnded(run.state.phase)).toBe(true);
        expect(run.state.tasks.every((task) => isFinished(task.state))).toBe(true);
        expect(obligations(run.index, run.state, run.now)).toEqual({ dispatch: [], evaluate: [], wakeAt: null });
      }),
      { numRuns: RUNS },
    );
  });

  it('folds from its events to the state that decided them, from any prefix', () => {
    fc.assert(
      fc.property(...anyRun, fc.nat(), (sketch, steps, timeout, cut) => {
        const { run } = play(sketch, steps, timeout);
        const at = cut % (run.stream.length + 1);
        const prefix = fold(run.index, initialState(run.index), run.stream.slice(0, at));
        expect(fold(run.index, prefix, run.stream.slice(at))).toEqual(run.state);
        expect(JSON.parse(JSON.stringify(run.state))).toEqual(run.state);
      }),
      { numRuns: RUNS },
    );
  });

  it('makes only legal transitions, and leaves an end only by being queued again', () => {
    fc.assert(
      fc.property(...anyRun, (sketch, steps, timeout) => {
        const { run } = play(sketch, steps, timeout);
        let state = initialState(run.index);
        for (const event of run.stream) {
          const next = fold(run.index, state, [event]);
          next.tasks.forEach((task, i) => {
            const before = state.tasks[i]?.state ?? 'none';
            if (before !== task.state) expect(LEGAL[before] ?? [], `${before} by ${event.type}`).toContain(task.state);
            if (task.state === 'queued' && before !== 'queued')
              expect(task.tryNumber).toBe((state.tasks[i]?.tryNumber ?? 0) + 1);
            expect(task.tryNumber).toBeLessThanOrEqual(task.maxTries);
          });
          state = next;
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('decides an input that it has decided already to nothing', () => {
    fc.assert(
      fc.property(...anyRun, (sketch, steps, timeout) => {
        const { run, states, inputs, nows } = play(sketch, steps, timeout);
        states.forEach((state, i) => expect(turn(run.index, state, inputs[i] ?? [], nows[i] ?? 0).events).toEqual([]));
      }),
      { numRuns: RUNS },
    );
  });
});
