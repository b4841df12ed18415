import { entryOf } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunFacts, RunInput } from './run-inputs.js';
import { hasOpenTicket, type RunState } from './run-state.js';

/** The facts that the state does not know of yet, as inputs. Facts are answered again until they are read, so old news must not keep a run busy. */
export function freshInputs(index: PlanIndex, state: RunState, facts: RunFacts): RunInput[] {
  const outcomes = facts.outcomes.filter((fact) => {
    const entry = entryOf(state, { position: index.position.get(fact.taskId) ?? -1, mapIndex: fact.mapIndex });
    return entry !== undefined && hasOpenTicket(entry) && entry.tryNumber === fact.tryNumber;
  });
  const wakes = (facts.wakes ?? []).filter((fact) => {
    const entry = entryOf(state, { position: index.position.get(fact.taskId) ?? -1, mapIndex: fact.mapIndex });
    return entry?.dueAt != null && entry.tryNumber === fact.tryNumber && entry.poke === fact.poke;
  });
  const controls = facts.controls.filter((fact) => fact.number > state.lastControl);
  const { dagPause } = facts;
  const pauses = dagPause === undefined || dagPause.paused === (state.dagPaused === true) ? [] : [dagPause];
  return [
    ...(facts.begun === undefined ? [] : [{ kind: 'begun' as const, tickets: facts.begun }]),
    ...outcomes.map((fact): RunInput => ({ kind: 'outcome', fact })),
    ...wakes.map((fact): RunInput => ({ kind: 'woken', fact })),
    ...pauses.map((fact): RunInput => ({ kind: 'dagPause', fact })),
    ...controls.map((fact): RunInput => ({ kind: 'control', fact })),
  ];
}
