/** What happens to a logical date that has a run already: it stays, it is done again where it failed, or whatever came of it. */
export const REPROCESS_BEHAVIORS = ['NONE', 'FAILED', 'COMPLETED'] as const;
export type ReprocessBehavior = (typeof REPROCESS_BEHAVIORS)[number];

export const BACKFILL_STATES = ['RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED'] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];

/** Neither completed nor cancelled: a DAG has at most one such backfill. */
export const isActive = (state: BackfillState): boolean => state === 'RUNNING' || state === 'PAUSED';

/** State of a run as its row has it. */
export type ExistingState = 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'FAILED';
