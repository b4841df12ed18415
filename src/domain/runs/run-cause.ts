import type { Json } from '../json.js';

/** Why a run that nobody asked for exists: what made it, with the facts that it was made from. Stands in RunCreated and in the run's row. */
export interface RunCause {
  kind: RunCauseKind;
  [fact: string]: Json;
}

export const RUN_CAUSES = ['schedule', 'backfill', 'assets'] as const;
export type RunCauseKind = (typeof RUN_CAUSES)[number];
