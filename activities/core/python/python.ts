import { defineOperator } from '../../sdk/index.js';
import { pythonWith, type PythonWith } from './schema.js';
import { runPython } from './run-python.js';

export const python = defineOperator<PythonWith>({
  type: 'python',
  summary: 'Runs a Python script, or a function of a Python file',
  with: pythonWith,
  run: runPython,
});
