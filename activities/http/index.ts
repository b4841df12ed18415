import type { OperatorDefinition } from '../sdk/index.js';
import { httpJob } from './job/http-job.js';
import { waitCallback } from './callback/wait-callback.js';
import { httpRequest } from './request/http-request.js';
import { httpSensor } from './sensor/http-sensor.js';

/** Operators of this provider. */
export const httpOperators: OperatorDefinition[] = [httpRequest, httpJob, httpSensor, waitCallback];
