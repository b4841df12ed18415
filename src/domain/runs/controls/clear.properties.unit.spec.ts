import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, clear, finish, from, started } from '../../../../test/support/control-sketches.js';
import type { Scenario, Sketch } from '../../../../test/support/run-builder.js';
import { obligations } from '../obligations.js';
import { TRIGGER_RULES } from '../trigger-rule.js';
import { affectedBy } from './affected.js';
import { clearScope } from './clear-scope.js';
import { selectInstances } from './select-instances.js';

const RUNS = 1_500;
/** all_success answers the first bad upstream: where one fails and another is skipped, it is their order that decides, in a fresh run, too. */
const WITHOUT_SKIPS = ['all_success', 'all_done', 'none_failed', 'one_success', 'always'] as const;
const ORDERLESS = TRIGGER_RULES.filter((rule) => rule !== 'all_success');
const shape = fc.record({ size: fc.integer({ min: 1, max: 8 }), rules: fc.constantFrom(WITHOUT_SKIPS, ORDERLESS) });
const graph = shape.chain(({ size, rules }) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, i) =>
      fc.record({
        upstream: fc.subarray(Array.from({ length: i }, (_x, j) => `t${j}`)),
        rule: fc.constantFrom(...rules),
        empty: fc.boolean(),
        fails: fc.boolean(),
      }),
    ),
  ),
);
type Graph = typeof graph extends fc.Arbitrary<infer T> ? T : never;

const sketchOf = (tasks: Graph): Sketch =>
  Object.fromEntries(tasks.map(({ upstream, rule, empty }, i) => [`t${i}`, { upstream, rule, empty }]));
const failingOf = (tasks: Graph): string[] => tasks.flatMap(({ fails }, i) => (fails ? [`t${i}`] : []));

/** What it has come to, without how often it was tried. */
const outcomeOf = (run: Scenario): object => ({ phase: run.state.phase, states: run.states() });

describe('clear', () => {
  it('of anything with what is below, at any moment, and then finishing equals a fresh run of the same outcomes', () => {
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.record({ task: fc.nat(), turns: fc.nat(4) }), { maxLength: 4 }),
        (tasks, clears) => {
          const failing = failingOf(tasks);
          const fresh = finish(started(sketchOf(tasks)), ...failing);
          const run = started(sketchOf(tasks));
          clears.forEach(({ task, turns }, i) => {
            for (let turn = 0; turn < turns; turn += 1) step(run, failing);
            run.when(clear(from(`t${task % tasks.length}`), i + 1));
          });
          finish(run, ...failing);
          expect(outcomeOf(run)).toEqual(outcomeOf(fresh));
          expect(run.refold()).toEqual(run.state);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('twice at once is once, and a preview tells exactly what it changes', () => {
    fc.assert(
      fc.property(graph, fc.nat(), fc.nat(3), (tasks, task, turns) => {
        const run = started(sketchOf(tasks));
        for (let turn = 0; turn < turns; turn += 1) step(run, failingOf(tasks));
        const select = { ...all, taskIds: [`t${task % tasks.length}`] };
        const scope = clearScope(run.index, run.state, selectInstances(run.index, run.state, select));
        run.when(clear(select, 1), clear(select, 2));
        const names = scope.map(({ position, mapIndex }) => `t${position}/${mapIndex}`);
        expect(affectedBy(1, run.stream)).toEqual(names);
        expect(affectedBy(2, run.stream)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

/** One of the open tickets ends. */
function step(run: Scenario, failing: readonly string[]): void {
  const [ticket] = obligations(run.index, run.state, run.now).dispatch;
  if (ticket === undefined) return;
  const { taskId, mapIndex, tryNumber } = ticket;
  const error = { type: 'E', message: 'm', retryable: true };
  const outcome = failing.includes(taskId) ? ({ kind: 'FAILED', error } as const) : ({ kind: 'SUCCESS' } as const);
  run.when({ kind: 'outcome', fact: { taskId, mapIndex, tryNumber, outcome, cause: null, waitingSince: null } });
}
