import { defineOperator } from '../../sdk/index.js';
import { emptyWith, type EmptyWith } from './schema.js';

/** A join or a marker. The run completes it by itself, unless it has outlets: those are updated with a try that a worker makes. */
export const empty = defineOperator<EmptyWith>({
  type: 'empty',
  summary: 'Does nothing; joins and groups other tasks',
  with: emptyWith,
  run: async () => ({}),
});
