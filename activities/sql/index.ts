import type { OperatorDefinition } from '../sdk/index.js';
import { sqlCheck } from './check/sql-check.js';
import { sqlExecute } from './execute/sql-execute.js';
import { sqlQuery } from './query/sql-query.js';
import { sqlSensor } from './sensor/sql-sensor.js';

/** Operators of this provider. */
export const sqlOperators: OperatorDefinition[] = [sqlQuery, sqlExecute, sqlCheck, sqlSensor];
