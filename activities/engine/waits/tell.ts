import type { EventDraft } from '../../../src/domain/events/event.js';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import { appendToStream } from '../../../src/event-store/index.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';
import type { Waiter } from './waiter.js';

/** Streams of what a try waits for. */
export const waitStream = (what: 'approval' | 'callback', ref: TicketKey): string => `${what}-${ticketKey(ref)}`;

/** An event of what a try waits for, in the transaction of the row that it explains. */
export async function tell(
  tx: Tx,
  { ref, dagId, actor }: Pick<Waiter, 'ref' | 'dagId' | 'actor'>,
  what: 'approval' | 'callback',
  { payload, ...told }: Pick<EventDraft, 'type' | 'occurredAt' | 'payload' | 'reason'>,
): Promise<void> {
  const { dagRunId, taskId, mapIndex, tryNumber } = ref;
  const place = { dagId, dagRunId, taskId, mapIndex, correlationId: dagRunId };
  await appendToStream(tx, waitStream(what, ref), [{ ...told, actor, ...place, payload: { tryNumber, ...payload } }]);
}
