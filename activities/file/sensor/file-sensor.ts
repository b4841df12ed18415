import { defineOperator } from '../../sdk/index.js';
import { pokeFile } from './poke-file.js';
import { fileSensorWith, type FileSensorWith } from './schema.js';

export const fileSensor = defineOperator<FileSensorWith>({
  type: 'sensor.file',
  summary: 'Waits for a file, or for files that match a glob; their paths are the result',
  with: fileSensorWith,
  poke: pokeFile,
});
