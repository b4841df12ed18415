import type { OperatorDefinition } from '../sdk/index.js';
import { fileLoadCsv } from './load-csv/file-load-csv.js';
import { fileRead } from './read/file-read.js';
import { fileSensor } from './sensor/file-sensor.js';
import { fileWrite } from './write/file-write.js';

/** Operators of this provider. */
export const fileOperators: OperatorDefinition[] = [fileRead, fileWrite, fileLoadCsv, fileSensor];
