export { testContext } from './test-context.js';
export type { TestContext, TestContextOptions } from './test-context.js';
export type { LogLine } from './recording-logger.js';
export { pokeSensor, runOperator } from './run-operator.js';
