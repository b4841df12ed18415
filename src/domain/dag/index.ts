/**
 * What the run path may see of the DAG format: the types of versions and the compiler, without zod, yaml and ajv.
 * The API imports ./validate-dag.js, ./read-dag.js, ./params.js and ./dag-json-schema.js by their own names.
 */
export { compileDag } from './compile/compile-dag.js';
export { tasksInRun } from './compile/tasks-in-run.js';
export { idsOfName } from './compile/ids-of-name.js';
export { memberNamed } from './compile/member-named.js';
export { effectiveLeaves } from './compile/effective-leaves.js';
export type { CompiledDag, CompiledEdge, CompiledGroup, CompiledTask, MappedResult } from './compile/compiled.js';
export type { NormalizedDag, NormalizedEdge, NormalizedGroup, NormalizedTask } from './normalized.js';
export type { DagIssue, IssueCode } from './issue.js';
