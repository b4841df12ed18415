export { dagRun, wakeSignal } from './dag-run/dag-run.workflow.js';
export type { DagRunInput } from './dag-run/dag-run.workflow.js';
