import { explainInstance } from '../../src/domain/runs/explain/explain-instance.js';
import type { Explanation, Known, LastEvent, TicketKnown } from '../../src/domain/runs/explain/explanation.js';
import { workflowActor } from '../../src/domain/runs/run-actor.js';
import type { RunPlan } from '../../src/domain/runs/run-plan.js';
import { TurnDraft } from '../../src/domain/runs/turn-draft.js';
import { planOf, Scenario, type Sketch } from './run-builder.js';

/** Nothing of note is known beside the run's state. */
export const KNOWN: Known = {
  run: { admitted: true, dagPaused: false, activeRuns: 1, maxActiveRuns: 16 },
  type: 'bash',
  waitForDownstream: false,
  ticket: null,
  slots: null,
  last: null,
};
export const TICKET: TicketKnown = {
  attempt: null,
  lost: 0,
  settled: false,
  succeeded: false,
  next: null,
  overdueAt: null,
  from: null,
  people: null,
  job: null,
};
export const lastOf = (more: Partial<LastEvent>): LastEvent => ({ actor: workflowActor, reason: null, ...more });

export const started = (sketch: Sketch, more: Partial<RunPlan> = {}): Scenario => {
  const run = new Scenario(planOf(sketch, more));
  run.when();
  return run;
};

/** Of `task` or `task[i]`. */
export function explain(run: Scenario, name: string, known: Partial<Known> = {}): Explanation {
  const [, task = name, mapIndex = '-1'] = /^(.*?)(?:\[(\d+)\])?$/.exec(name) ?? [];
  const at = { position: run.index.position.get(task) ?? -1, mapIndex: Number(mapIndex) };
  return explainInstance(new TurnDraft(run.index, run.state, run.now), at, { ...KNOWN, ...known });
}
