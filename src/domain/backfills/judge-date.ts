import { assertNever } from '../assert-never.js';
import type { ExistingState, ReprocessBehavior } from './backfill.js';

/** What a backfill does with a logical date. */
export type DateFate = { kind: 'create' } | { kind: 'reprocess' } | { kind: 'skip'; reason: string };

export const ALREADY_EXISTS = 'already exists';
export const IN_FLIGHT = 'in flight';

/**
 * The fate of a logical date (airflow-semantics §1.15). A run that has not ended is never touched; one that has ended is done again, as a whole, where the
 * reprocess behaviour covers its end.
 * @param existing the run that the date has already; null: none
 */
export function judgeDate(existing: ExistingState | null, reprocess: ReprocessBehavior): DateFate {
  if (existing === null) return { kind: 'create' };
  if (existing === 'QUEUED' || existing === 'RUNNING') return { kind: 'skip', reason: IN_FLIGHT };
  return covers(reprocess, existing) ? { kind: 'reprocess' } : { kind: 'skip', reason: ALREADY_EXISTS };
}

function covers(reprocess: ReprocessBehavior, ended: 'SUCCESS' | 'FAILED'): boolean {
  switch (reprocess) {
    case 'NONE':
      return false;
    case 'FAILED':
      return ended === 'FAILED';
    case 'COMPLETED':
      return true;
    default:
      return assertNever(reprocess, 'reprocess behavior');
  }
}
