import type { RunCause } from '../domain/runs/run-cause.js';

/** What became of a date. */
export type DateEnd = { state: 'created' | 'reprocessed'; dagRunId: string } | { state: 'skipped'; reason: string };

/** Why a run of a backfill exists. */
export const causeOf = (backfill: { id: string }, ordinal: number): RunCause => ({
  kind: 'backfill',
  backfillId: backfill.id,
  ordinal,
});
