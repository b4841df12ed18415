export { defineOperator, isSensor } from './operator.js';
export type { OperatorDefinition, PokeResult, SensorOperator, TaskOperator, TaskResult } from './operator.js';
export type { Connection, ProcessRequest, ProcessResult, TaskContext, TaskLogger } from './task-context.js';
export { SkipTask, TaskFailure } from './failures.js';
