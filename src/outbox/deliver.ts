import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { assertNever } from '../domain/assert-never.js';
import { DEFAULT_QUEUE, RUN_WORKFLOW, runWorkflowId, WAKE_SIGNAL } from '../temporal/workflow-id.js';

/** Wake-ups for Temporal; what they are about stands in other tables. */
export interface OutboxMessage {
  id: string;
  kind: 'start' | 'wake';
  dagRunId: string;
  epoch: number;
}

/** `delivered` also where it was delivered before; `unknown`: Temporal has no open execution to wake. */
export type Delivery = 'delivered' | 'unknown';

/** A server that hangs must not hold the outbox's rows for long. */
const LONGEST_CALL_MS = 5_000;

/**
 * So long a run stands still when its worker is killed in the middle of a round; Temporal's default is 10 s. A segment of 2 000 events is replayed in less
 * than a second of a processor, so a round has time on a crowded machine, too. One that takes longer all the same is given again, from the fourth time on
 * with more and more time; each wake-up in between begins that count anew. Executions that continue as new keep it.
 */
const ROUND_MS = 5_000;

/** Delivers one message; any number of times is as good as once. Throws where Temporal cannot be reached. */
export function deliver(client: Client, message: OutboxMessage, segmentEvents: number): Promise<Delivery> {
  return client.withDeadline(Date.now() + LONGEST_CALL_MS, () => deliverNow(client, message, segmentEvents));
}

async function deliverNow(client: Client, message: OutboxMessage, segmentEvents: number): Promise<Delivery> {
  switch (message.kind) {
    case 'start':
      return start(client, message, segmentEvents);
    case 'wake':
      return wake(client, message);
    default:
      return assertNever(message.kind, 'kind of outbox message');
  }
}

async function start(client: Client, { dagRunId, epoch }: OutboxMessage, segmentEvents: number): Promise<Delivery> {
  try {
    await client.workflow.start(RUN_WORKFLOW, {
      workflowId: runWorkflowId(dagRunId, epoch),
      taskQueue: DEFAULT_QUEUE,
      args: [{ dagRunId, epoch, segmentEvents }],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowTaskTimeout: ROUND_MS,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return 'delivered';
}

async function wake(client: Client, { dagRunId, epoch }: OutboxMessage): Promise<Delivery> {
  try {
    await client.workflow.getHandle(runWorkflowId(dagRunId, epoch)).signal(WAKE_SIGNAL);
    return 'delivered';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
