import type { Scenario } from './model.js';

const RETRIED = { retries: 1, retryDelayMs: 1_000 };
const ASKS = { pool: 'p' };

export const POOL: Scenario = {
  name: 'two tasks for one slot',
  tasks: { a: ASKS, b: ASKS },
  limits: { 'pool/p': 1 },
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'lostReply', 'redo', 'redeliver', 'terminate', 'reopen', 'continueAsNew'],
};

export const POOL_CONTROL: Scenario = {
  name: 'two tasks for one slot and a control',
  tasks: { a: ASKS, b: ASKS },
  limits: { 'pool/p': 1 },
  controls: ['failed', 'queued'],
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'redo'],
};

export const DEMANDS: Scenario = {
  name: 'two tasks in a pool with room, under a limit over all pools',
  tasks: { a: ASKS, b: ASKS },
  limits: { 'pool/p': 2, 'global/all': 1 },
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'redo', 'terminate'],
};

export const POOL_SENSOR: Scenario = {
  name: 'a sensor and a task for one slot',
  tasks: { a: ASKS, b: ASKS },
  sensors: { a: 1 },
  limits: { 'pool/p': 1 },
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'lostReply', 'redo', 'continueAsNew'],
};

export const POOL_LOST: Scenario = {
  name: 'a try that is lost with its worker, and another that waits for its slot',
  tasks: { a: { ...ASKS, ...RETRIED }, b: { ...ASKS, ...RETRIED } },
  limits: { 'pool/p': 1 },
  lostLimit: 1,
  wakes: 'prompt',
  faults: 2,
  kinds: ['crash', 'redeliver'],
};

export const POOL_RAISED: Scenario = {
  name: 'a sensor and a task in a pool that is raised',
  tasks: { a: ASKS, b: ASKS },
  sensors: { a: 1 },
  limits: { 'pool/p': 1 },
  raised: true,
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'redo', 'redeliver'],
};

export const POOL_QUEUED: Scenario = {
  name: 'two tasks for one slot that may end in their queue',
  tasks: { a: ASKS, b: ASKS },
  limits: { 'pool/p': 1 },
  queuedTimeout: true,
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'redo'],
};

/** All that are about slots. */
export const POOL_SCENARIOS: readonly Scenario[] = [
  POOL,
  POOL_CONTROL,
  DEMANDS,
  POOL_SENSOR,
  POOL_LOST,
  POOL_RAISED,
  POOL_QUEUED,
];
