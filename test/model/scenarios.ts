import type { FaultName } from './faults.js';
import type { Scenario } from './model.js';
import { POOL_SCENARIOS } from './pool-scenarios.js';

/** Faults that any scenario knows; those of a worker that is stopped, shut down or cannot stop a body have scenarios of their own. */
const USUAL: readonly FaultName[] = [
  'crash',
  'lostReply',
  'redo',
  'redeliver',
  'terminate',
  'reopen',
  'continueAsNew',
  'temporalLost',
  'relayRepeats',
];

const RETRIED = { retries: 1, retryDelayMs: 1_000 };

export const ONE_TASK: Scenario = { name: 'one task', tasks: { a: [] }, faults: 2, kinds: USUAL };

export const RETRY: Scenario = {
  name: 'a try that may fail and its retry',
  tasks: { a: RETRIED },
  mayFail: true,
  wakes: 'prompt',
  faults: 2,
  kinds: USUAL,
};

export const LOST: Scenario = {
  name: 'a try that is lost with its worker and its retry',
  tasks: { a: RETRIED },
  lostLimit: 1,
  faults: 2,
  kinds: ['crash', 'lostReply', 'redo', 'redeliver', 'terminate'],
};

export const QUEUED: Scenario = {
  name: 'a try that may end in its queue and its retry',
  tasks: { a: RETRIED },
  queuedTimeout: true,
  wakes: 'prompt',
  faults: 1,
  kinds: USUAL,
};

export const SENSOR: Scenario = {
  name: 'a sensor',
  tasks: { a: [] },
  sensors: { a: 1 },
  wakes: 'prompt',
  faults: 2,
  kinds: USUAL,
};

/** What befalls an execution befalls the sensors' in the same way; all faults, one at a time, are in its blind variant. */
export const WOKEN: Scenario = {
  name: 'a wait that only an event from outside ends',
  tasks: { a: [] },
  waitsFor: 'a',
  wakes: 'prompt',
  faults: 2,
  kinds: ['crash', 'lostReply', 'redo', 'redeliver', 'temporalLost', 'relayRepeats'],
};

export const CONTROL: Scenario = {
  name: 'a control at any moment',
  tasks: { a: [] },
  controls: ['failed'],
  wakes: 'prompt',
  faults: 2,
  kinds: USUAL,
};

export const CONTROLS: Scenario = {
  name: 'cancelled, queued again, marked success',
  tasks: { a: [] },
  controls: ['failed', 'queued', 'success'],
  faults: 1,
  kinds: USUAL,
};

export const CLEARED: Scenario = {
  name: 'cleared at any moment',
  tasks: { a: [] },
  controls: ['clear'],
  mayFail: true,
  wakes: 'prompt',
  faults: 1,
  kinds: USUAL,
};

export const CLEARED_TWICE: Scenario = {
  name: 'two clears that race the end of the run',
  tasks: { a: [] },
  controls: ['clear', 'clear'],
  wakes: 'prompt',
  faults: 1,
  kinds: ['lostReply', 'redo', 'crash', 'terminate', 'relayRepeats'],
};

export const CLEARED_CHAIN: Scenario = {
  name: 'a chain that is cleared and stopped',
  tasks: { a: [], b: ['a'] },
  controls: ['clear', 'failed'],
  wakes: 'prompt',
  faults: 1,
  kinds: ['lostReply', 'redo'],
};

export const SENSOR_CONTROLS: Scenario = {
  name: 'a sensor, a control that is refused and one that is not',
  tasks: { a: [] },
  sensors: { a: 1 },
  controls: ['queued', 'failed'],
  wakes: 'prompt',
  faults: 1,
  kinds: USUAL,
};

export const PAIR: Scenario = {
  name: 'two tasks side by side and a control',
  tasks: { a: [], b: [] },
  controls: ['failed'],
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'redo', 'terminate'],
};

export const CHAIN: Scenario = {
  name: 'a chain of a retried task and another',
  tasks: { a: RETRIED, b: ['a'] },
  mayFail: true,
  faults: 1,
  kinds: USUAL,
};

export const STOPPED: Scenario = {
  name: 'a worker that is stopped and goes on',
  tasks: { a: [] },
  faults: 2,
  kinds: ['pause', 'crash', 'redeliver', 'lostReply', 'terminate'],
};

export const CLOSING: Scenario = {
  name: 'a worker that shuts down, and code that does not stop',
  tasks: { a: RETRIED },
  mayFail: true,
  faults: 2,
  kinds: ['shutdown', 'leftBehind', 'redeliver', 'lostReply', 'crash'],
};

export const THREE_FAULTS: Scenario = {
  name: 'one task, three faults',
  tasks: { a: [] },
  wakes: 'prompt',
  faults: 3,
  kinds: ['crash', 'lostReply', 'redeliver', 'terminate'],
};

export const RESTORED: Scenario = {
  name: 'a Temporal that was restored from a backup',
  tasks: { a: [] },
  faults: 2,
  kinds: ['tailLost', 'crash', 'redeliver', 'terminate'],
};

export const DAG_PAUSED: Scenario = {
  name: 'a chain whose DAG is paused and unpaused',
  tasks: { a: [], b: ['a'] },
  dagPaused: true,
  wakes: 'prompt',
  faults: 1,
  kinds: USUAL,
};

export const DAG_PAUSED_SENSOR: Scenario = {
  name: 'a sensor whose DAG is paused and unpaused, and a control',
  tasks: { a: [] },
  sensors: { a: 1 },
  dagPaused: true,
  controls: ['failed'],
  wakes: 'prompt',
  faults: 1,
  kinds: ['crash', 'lostReply', 'redo', 'reopen', 'continueAsNew'],
};

/** Any scenario with an execution that is slower than a retry's delay. */
export const LATE: Scenario = {
  ...RETRY,
  name: 'a retry that is due before the run looks',
  clock: 'late',
  slowAnswers: true,
  faults: 1,
};

/** What a turn's answer lacks comes by a wake-up of its own, or as an activity's answer. */
const blind = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `${scenario.name}, by blind turns`,
  blindTurns: true,
});

export const WOKEN_BLIND = { ...blind(WOKEN), faults: 1, kinds: USUAL };

/** Bodies that outlast their local activity. */
const inline = (scenario: Scenario): Scenario => ({ ...scenario, name: `${scenario.name}, inline`, inline: true });

export const INLINE = inline(RETRY);
export const INLINE_SENSOR = inline(SENSOR);

export const SCENARIOS: readonly Scenario[] = [
  ONE_TASK,
  RETRY,
  LOST,
  QUEUED,
  SENSOR,
  WOKEN,
  CONTROL,
  CONTROLS,
  CLEARED,
  CLEARED_TWICE,
  CLEARED_CHAIN,
  SENSOR_CONTROLS,
  PAIR,
  DAG_PAUSED,
  DAG_PAUSED_SENSOR,
  CHAIN,
  STOPPED,
  CLOSING,
  THREE_FAULTS,
  RESTORED,
  LATE,
  ...POOL_SCENARIOS,
  WOKEN_BLIND,
  INLINE,
  INLINE_SENSOR,
  ...[SENSOR_CONTROLS, { ...CONTROL, faults: 1 }].map(blind),
];
