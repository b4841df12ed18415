export { testContext } from './test-context.js';
export type { TestContext, TestContextOptions } from './test-context.js';
export type { LogLine } from './recording-logger.js';
export { jobSteps, pokeSensor, runOperator } from './run-operator.js';
