import { defineOperator } from '../../sdk/index.js';
import { emptyWith, type EmptyWith } from './schema.js';

/** A join or a marker. The run completes it by itself; `run` is only reached by people who call it. */
export const empty = defineOperator<EmptyWith>({
  type: 'empty',
  summary: 'Does nothing; joins and groups other tasks',
  with: emptyWith,
  run: async () => ({}),
});
