import type { OperatorDefinition } from '../sdk/index.js';
import { waitCallback } from './callback/wait-callback.js';
import { httpRequest } from './request/http-request.js';
import { httpSensor } from './sensor/http-sensor.js';

/** Operators of this provider. */
export const httpOperators: OperatorDefinition[] = [httpRequest, httpSensor, waitCallback];
