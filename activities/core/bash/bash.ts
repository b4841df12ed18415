import { defineOperator } from '../../sdk/index.js';
import { bashWith, type BashWith } from './schema.js';
import { runBash } from './run-bash.js';

export const bash = defineOperator<BashWith>({
  type: 'bash',
  summary: 'Runs a shell command; its last line of output is the result',
  with: bashWith,
  run: runBash,
});
