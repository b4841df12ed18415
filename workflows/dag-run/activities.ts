import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { AttemptActivities, RunActivities } from '../../activities/contract.js';

/**
 * One transaction each. They are tried again for ever: a database out of reach is waited for, with durable timers after a few seconds;
 * what cannot succeed by waiting is thrown as not retryable by the activity itself.
 */
export const { claim, claimPage, recordTurn, evaluate } = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '10s',
  retry: { initialInterval: '50ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** The inline lane (ARCHITECTURE decision 18): answers after half a second at the latest, but for a database out of reach, which it waits for. */
export const { inlineRound } = proxyLocalActivities<AttemptActivities>({
  startToCloseTimeout: '1h',
  localRetryThreshold: '10s',
  retry: { initialInterval: '50ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** Long enough for any task; a dead worker is noticed by the missing heartbeat, which only means "deliver again". */
const LONGEST_ATTEMPT = '3650d';

/** The DAG format's default queue is the one that the run's own workers serve, so that activities start eagerly. */
const taskQueueOf = (queue: string): string => (queue === 'default' ? workflowInfo().taskQueue : queue);

/** The queue lane: the one regular activity. The run never cancels it: what must stop is settled in the ticket, and the worker is told by its lease. */
export const attemptOn = (queue: string): Pick<AttemptActivities, 'attempt'> =>
  proxyActivities<AttemptActivities>({
    taskQueue: taskQueueOf(queue),
    startToCloseTimeout: LONGEST_ATTEMPT,
    heartbeatTimeout: '12s',
    retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
    cancellationType: 'TRY_CANCEL',
  });
