import type { OperatorDefinition } from '../sdk/index.js';
import { approval } from './approval/approval.js';
import { bash } from './bash/bash.js';
import { branch } from './branch/branch.js';
import { empty } from './empty/empty.js';
import { externalRun } from './external-sensor/external-run.js';
import { externalTask } from './external-sensor/external-task.js';
import { python } from './python/python.js';
import { latestOnly } from './latest-only/latest-only.js';
import type { HandlerLookup } from './shared/find-handler.js';
import { shortCircuit } from './short-circuit/short-circuit.js';
import { timeSensor } from './time-sensor/time-sensor.js';
import { triggerDag } from './trigger-dag/trigger-dag.js';
import { ts } from './ts/ts.js';

/** Operators of this provider; those that call the user's functions find them by name in `handlers`. */
export const coreOperators = (handlers: HandlerLookup): OperatorDefinition[] => [
  empty,
  bash,
  python,
  ts(handlers),
  branch(handlers),
  shortCircuit(handlers),
  latestOnly,
  timeSensor,
  externalRun,
  externalTask,
  triggerDag,
  approval,
];
