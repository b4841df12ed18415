import { coreOperators } from '../core/index.js';
import { fileOperators } from '../file/index.js';
import { httpOperators } from '../http/index.js';
import { notifyOperators } from '../notify/index.js';
import type { OperatorDefinition, TaskHandler } from '../sdk/index.js';
import { sqlOperators } from '../sql/index.js';

/** The operators that come with Continuo. Their clients are imported when a task runs, so this is cheap. */
export const builtinOperators = (handlers: (name: string) => TaskHandler | undefined): OperatorDefinition[] => [
  ...coreOperators(handlers),
  ...httpOperators,
  ...sqlOperators,
  ...fileOperators,
  ...notifyOperators,
];
