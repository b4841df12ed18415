import type { RunEvent } from '../../../src/domain/runs/run-events.js';

/** Opens a ticket. */
export const isQueued = (event: RunEvent): event is Extract<RunEvent, { type: 'TaskQueued' }> =>
  event.type === 'TaskQueued';

/** Opens a ticket that must hold slots before it begins. */
export const isLimited = (event: RunEvent): boolean => isQueued(event) && event.payload.slots !== undefined;

type EndOfTry = Extract<
  RunEvent,
  {
    type:
      | 'TaskSucceeded'
      | 'TaskFailed'
      | 'TaskSkipped'
      | 'TaskUpForRetry'
      | 'TaskUpstreamFailed'
      | 'TaskRemoved'
      | 'TaskCleared';
  }
>;

/** Takes a ticket's outcome in: it need not be answered again. Try 0 never had a ticket. */
export const isEndOfTry = (event: RunEvent): event is EndOfTry =>
  'taskId' in event && ENDS.has(event.type) && event.payload.tryNumber > 0;

const ENDS: ReadonlySet<string> = new Set<EndOfTry['type']>([
  'TaskSucceeded',
  'TaskFailed',
  'TaskSkipped',
  'TaskUpForRetry',
  'TaskUpstreamFailed',
  'TaskRemoved',
  'TaskCleared',
]);
