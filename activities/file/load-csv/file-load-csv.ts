import { defineOperator } from '../../sdk/index.js';
import { runLoadCsv } from './run-load-csv.js';
import { fileLoadCsvWith, type FileLoadCsvWith } from './schema.js';

export const fileLoadCsv = defineOperator<FileLoadCsvWith>({
  type: 'file.loadCsv',
  summary: 'Copies a CSV file into a PostgreSQL table; the number of rows is the result',
  with: fileLoadCsvWith,
  run: runLoadCsv,
});
