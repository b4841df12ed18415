/** What users import as `continuo/sdk/testing`. */
export * from '../sdk/testing/index.js';
export { testDag } from './test-dag.js';
export type { GivenAssetEvent, TestDagOptions } from './test-dag.js';
export type { TestRun, TestedTask } from './test-run.js';
export type { TestedUpdate } from './virtual-run.js';
export { each, fail, lost, notYet, ok, skip } from './given.js';
export type { Duration, EachInstance, Given, GivenFunction, GivenResult } from './given.js';
