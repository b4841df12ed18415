import type { EventDraft } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';

/** Keeps the schedules of DAGs. The context `schedules` is behind it; this one only says when. */
export abstract class ScheduleGate {
  /** A DAG has a new latest version, was paused or unpaused. The caller holds the lock of the dags row. `event` drafts what is told of it. */
  abstract follow(tx: Tx, dagId: string, event: (told: Told) => EventDraft): Promise<void>;
  /** After the commit of a transaction that followed. */
  abstract followed(): void;
}
