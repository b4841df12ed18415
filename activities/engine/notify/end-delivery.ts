import { type EventDraft, eventId } from '../../../src/domain/events/event.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { nextDeliveryMs } from '../../../src/domain/notifications/next-delivery.js';
import type { TaskError } from '../../../src/domain/runs/outcome.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import { appendEvents } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { endSending, lockTaken, type SendingEnd, type TakenNotification } from './notifications.sql.js';
import type { RelayDeps } from './relay-deps.js';

/**
 * Records how a sending ended, with its event in the stream `notify-<id>`; the run is left as it is, whatever happened. Does nothing where somebody
 * else has taken the notification since.
 * @param error null: it was delivered
 */
export async function endDelivery(
  { pool, actor }: Pick<RelayDeps, 'pool' | 'actor'>,
  taken: TakenNotification,
  dagId: string | null,
  error: TaskError | null,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const head = await lockTaken(tx, taken);
    if (head === null) return;
    const { rows } = await tx.query<{ now: Date }>('select clock_timestamp() as now');
    const end = endOf(taken, error, rows[0]?.now ?? new Date());
    const draft = { ...draftOf(taken, end), actor, dagId };
    await endSending(tx, taken.id, end, await appendEvents(tx, { stream: `notify-${taken.id}`, ...head }, [draft]));
  });
}

function endOf({ tries }: TakenNotification, error: TaskError | null, now: Date): SendingEnd {
  const endedAt = now.toISOString();
  if (error === null) return { state: 'DELIVERED', endedAt, nextAt: null, error };
  const pause = nextDeliveryMs(tries);
  const said = { ...error, stack: null };
  if (pause === null) return { state: 'FAILED', endedAt, nextAt: null, error: said };
  return { state: 'PENDING', endedAt, nextAt: new Date(now.getTime() + pause).toISOString(), error: said };
}

const TYPES: Record<SendingEnd['state'], string> = {
  DELIVERED: 'NotificationDelivered',
  PENDING: 'NotificationFailed',
  FAILED: 'NotificationGivenUp',
};

function draftOf(taken: TakenNotification, { state, endedAt, nextAt, error }: SendingEnd): Omit<EventDraft, 'actor'> {
  const { id, dagRunId, taskId, mapIndex, level, trigger, type, tries, eventVersion } = taken;
  const failed: JsonObject = error === null ? {} : { error, nextTryAt: nextAt };
  return {
    type: TYPES[state],
    occurredAt: endedAt,
    dagRunId,
    taskId,
    mapIndex,
    correlationId: dagRunId,
    causationId: eventId(runStream(dagRunId), eventVersion),
    payload: { notificationId: id, level, trigger, type, tries, ...failed },
  };
}
