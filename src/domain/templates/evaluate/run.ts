/** The run stands beside the values because each needs the other: a callable gets the run, and the run hands out values. */
export type { LookupRequest, LookupResult, Run } from '../values/kinds.js';
