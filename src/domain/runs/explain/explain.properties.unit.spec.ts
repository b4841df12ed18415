import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../../test/support/explained.js';
import { ended, mappedOver, planOf, Scenario, type Sketch } from '../../../../test/support/run-builder.js';
import { dueEvaluations } from '../evaluations.js';
import { eachInstance } from '../instances.js';
import { obligations } from '../obligations.js';
import type { Outcome } from '../outcome.js';
import { TRIGGER_RULES } from '../trigger-rule.js';

const OUTCOMES: Outcome[] = [
  { kind: 'SUCCESS' },
  { kind: 'FAILED', error: { type: 'E', message: 'm', retryable: true } },
  { kind: 'SKIPPED', reason: 'said so' },
];

const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc
    .tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.record({
          upstream: fc.subarray(Array.from({ length: i }, (_x, j) => `t${j}`)),
          rule: fc.constantFrom(...TRIGGER_RULES),
          retries: fc.nat(1),
          setup: fc.boolean(),
          mapped: fc.constantFrom(undefined, { by: `t${i}`, inputs: [] }),
        }),
      ),
    )
    .map((tasks): Sketch => {
      const sketches = tasks.map(({ mapped, ...task }, i) => [
        `t${i}`,
        mapped === undefined ? task : { ...task, mapped },
      ]);
      return Object.fromEntries(sketches) as Sketch;
    }),
);
const step = fc.record({ pick: fc.nat(), outcome: fc.constantFrom(...OUTCOMES) });

/** Answers the next question, or ends one of the open tickets. */
function go(run: Scenario, { pick, outcome }: { pick: number; outcome: Outcome }): void {
  const [asked] = dueEvaluations(run.index, run.state);
  if (asked?.kind === 'map') return void run.when(mappedOver(asked.by, 1 + (pick % 3)));
  const open = obligations(run.index, run.state, run.after(1).now).dispatch;
  const ticket = open[pick % Math.max(1, open.length)];
  if (ticket === undefined) return void run.after(86_400_000).when();
  const name = ticket.mapIndex < 0 ? ticket.taskId : `${ticket.taskId}[${ticket.mapIndex}]`;
  run.when(ended(name, outcome, ticket.tryNumber));
}

describe('after every turn of a run', () => {
  it('each instance that has not started is said to wait for something that stands in the way, and nothing is left undecided', () => {
    fc.assert(
      fc.property(graph, fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 3 }), (sketch, steps, places) => {
        const run = new Scenario(planOf(sketch, { maxActiveTasks: places }));
        run.when();
        for (const each of steps) {
          go(run, each);
          if (run.state.phase !== 'running') return;
          const asked = dueEvaluations(run.index, run.state);
          eachInstance(run.state, ({ state }, position, mapIndex) => {
            if (state !== 'none') return;
            const task = run.index.plan.tasks[position]?.id ?? '';
            const { reason, blockedBy, summary } = explain(run, mapIndex < 0 ? task : `${task}[${mapIndex}]`);
            expect(['UPSTREAM', 'SETUP', 'LIMIT', 'ITEMS'], summary).toContain(reason);
            if (reason === 'ITEMS') expect(asked).toContainEqual({ kind: 'map', by: task });
            else expect(blockedBy.length, `${task}: ${summary}`).toBeGreaterThan(0);
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
