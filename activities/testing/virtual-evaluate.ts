import type { JsonObject } from '../../src/domain/json.js';
import type { Evaluation } from '../../src/domain/runs/evaluations.js';
import { mapItems } from '../../src/domain/runs/map-items.js';
import type { Evaluated } from '../../src/domain/runs/run-inputs.js';
import { renderTemplate } from '../../src/domain/templates/index.js';
import { taskErrorOf } from '../engine/attempt/task-error.js';
import { evaluateCel } from '../sdk/index.js';
import { scopeOf } from './render-tested.js';
import { testedContext } from './tested-context.js';
import type { TestedRun } from './tested-run.js';

type Asked<K extends Evaluation['kind']> = Extract<Evaluation, { kind: K }>;

/** Answers what the run asks of its data: items of what is mapped, conditions of edges. No past keeps a tested run from starting. */
export async function virtualEvaluate(run: TestedRun, asked: Evaluation, now: number): Promise<Evaluated> {
  switch (asked.kind) {
    case 'map':
      return evaluateMap(run, asked);
    case 'edge':
      return evaluateEdge(run, asked, now);
    case 'past':
      return { asked, holds: true };
  }
}

async function evaluateMap(run: TestedRun, asked: Asked<'map'>): Promise<Evaluated> {
  const task = [...run.tasks.values()].find(({ expansion }) => expansion?.id === asked.by);
  if (task?.expansion == null) throw new Error(`testDag: nothing is mapped by ${asked.by}`);
  const { group } = task.expansion;
  const scope = scopeOf(run, task, { taskId: task.id, mapIndex: -1, tryNumber: 0, group });
  const rendered = await renderTemplate(task.expansion.map, scope);
  if (!rendered.ok) {
    const message = `map.${rendered.error.path.join('.')}: ${rendered.error.message}`;
    return { asked, error: { type: 'TemplateError', message, retryable: false } };
  }
  const mapped = mapItems(rendered.value as JsonObject, run.maxMapLength);
  if (!mapped.ok) return { asked, error: mapped.error };
  run.items.set(asked.by, mapped.items);
  return { asked, length: mapped.items.length };
}

async function evaluateEdge(run: TestedRun, asked: Asked<'edge'>, now: number): Promise<Evaluated> {
  const { taskId, mapIndex } = asked;
  const when = run.edges.find(({ from, to }) => from === asked.upstream && to === taskId)?.when ?? 'true';
  const context = testedContext(run, { taskId, mapIndex, tryNumber: 0, poke: 0, waitingSince: now, now });
  try {
    const value = await evaluateCel(context, when);
    if (typeof value === 'boolean') return { asked, holds: value };
    const message = `${when} is not true or false, but ${JSON.stringify(value)}`;
    return { asked, error: { type: 'BadCondition', message, retryable: false } };
  } catch (thrown) {
    return { asked, error: { ...taskErrorOf(thrown, (text) => text), stack: null } };
  }
}
