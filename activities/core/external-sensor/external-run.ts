import { defineOperator } from '../../sdk/index.js';
import { externalRunWith, type ExternalRunWith } from './schema.js';
import { watchRun } from './watch-run.js';

/** Waits for the end of a run of another DAG, which wakes it. */
export const externalRun = defineOperator<ExternalRunWith>({
  type: 'sensor.externalRun',
  summary: 'Waits for the end of a run of another DAG',
  with: externalRunWith,
  poke: async (context, params) => {
    const run = await watchRun(context, params, null);
    if (run === null) return { done: false };
    const { id, dagId, runId, parts } = run;
    return { done: true, value: { id, dagId, runId, state: parts[0]?.states[0] ?? null } };
  },
});
