import type { JsonObject } from '../../../src/domain/json.js';
import { mapItems } from '../../../src/domain/runs/map-items.js';
import type { Evaluated } from '../../../src/domain/runs/run-inputs.js';
import { renderTemplate } from '../../../src/domain/templates/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { templateScope } from '../context/render-with.js';
import { type Asked, type EvaluateDeps, factsOf, lookupsOf, refused } from './evaluation-facts.js';
import { saveMapItems } from './map-items.sql.js';

/** Evaluates what is mapped and keeps its items; the run hears their number. */
export async function evaluateMap(deps: EvaluateDeps, dagRunId: string, asked: Asked<'map'>): Promise<Evaluated> {
  const facts = await factsOf(deps, dagRunId, (task) => task.expansion?.id === asked.by);
  const { task } = facts;
  if (task.expansion === null) throw new Error(`nothing of run ${dagRunId} is mapped by ${asked.by}`);
  const { pool } = deps;
  // names of tasks mean what they mean where the map stands, not within the group that it maps
  const lookups = lookupsOf(deps, { ...facts, task: { ...task, group: task.expansion.group } }, -1);
  let secret = false;
  const onSecret = (): void => void (secret = true);
  const scope = await templateScope({
    pool,
    ref: { mapIndex: -1, tryNumber: 0 },
    facts,
    task,
    lookups,
    item: null,
    onSecret,
  });
  const rendered = await renderTemplate(task.expansion.map, scope);
  if (!rendered.ok)
    return refused(asked, 'TemplateError', `map.${rendered.error.path.join('.')}: ${rendered.error.message}`);
  if (secret)
    return refused(asked, 'TemplateError', 'a task must not be mapped over a secret: name it in `with` instead');
  const mapped = mapItems(rendered.value as JsonObject, facts.version.dag.maxMapLength);
  if (!mapped.ok) return { asked, error: mapped.error };
  await inTransaction(pool, (tx) => saveMapItems(tx, dagRunId, asked.by, mapped.items));
  return { asked, length: mapped.items.length };
}
