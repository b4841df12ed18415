import type { DagInput } from '../../src/domain/dag/schema/dag-schema.js';

/** Types a DAG for editors; gives it back unchanged. Export the result from a module that `continuo.config.ts` names under `dags`. */
export const defineDag = (dag: DagInput): DagInput => dag;
export type { DagInput };
