export { checkCondition } from './check-condition.js';
export { CONDITION_NAMES } from './environment.js';
export { evaluateCondition, type ConditionResult } from './evaluate-condition.js';
export type { ConditionProblem } from './parse-condition.js';
export { xcomTasksOf, type XcomTasks } from './xcom-tasks-of.js';
