import type { JsonObject } from '../../../src/domain/json.js';
import type { Evaluated } from '../../../src/domain/runs/run-inputs.js';
import { TaskFailure } from '../../sdk/index.js';
import { evaluateCel } from '../../sdk/evaluate-cel.js';
import { dagRunJson } from '../context/dag-run-json.js';
import { unknownTask } from '../context/lookups.js';
import type { TaskFacts } from '../context/task-facts.js';
import { type Asked, type EvaluateDeps, factsOf, lookupsOf, refused } from './evaluation-facts.js';
import { readMapItem } from './map-items.sql.js';

/** Whether the condition of an edge holds, as CEL over XComs, params and conf. */
export async function evaluateEdge(deps: EvaluateDeps, dagRunId: string, asked: Asked<'edge'>): Promise<Evaluated> {
  const facts = await factsOf(deps, dagRunId, (task) => task.id === asked.taskId);
  const { edges } = facts.version.dag;
  const when = edges.find((edge) => edge.from === asked.upstream && edge.to === asked.taskId)?.when ?? 'true';
  const { expansion } = facts.task;
  const item =
    expansion === null || asked.mapIndex < 0
      ? {}
      : await readMapItem(deps.pool, dagRunId, expansion.id, asked.mapIndex);
  try {
    const value = await evaluateCel(celContext(deps, facts, asked.mapIndex, item), when);
    if (typeof value === 'boolean') return { asked, holds: value };
    return refused(asked, 'BadCondition', `${when} is not true or false, but ${JSON.stringify(value)}`);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    return refused(asked, error.type, deps.masker.mask(error.message));
  }
}

function celContext(deps: EvaluateDeps, facts: TaskFacts, mapIndex: number, item: JsonObject) {
  const { params, conf } = facts.run;
  const lookups = lookupsOf(deps, facts, mapIndex);
  return {
    celScope: { params, conf, dagRun: dagRunJson(facts.run), map: item },
    xcom: async (name: string) => {
      const source = lookups.task(name);
      if (source === null) throw unknownTask(name);
      return lookups.xcom(source, 'return_value', null);
    },
  };
}
