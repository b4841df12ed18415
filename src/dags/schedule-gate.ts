import type { EventDraft } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';

/** What is told of one DAG. */
export type ToldOfDag = Told & { dagId: string };

/** Keeps the schedules of DAGs. The context `schedules` is behind it; this one only says when. */
export abstract class ScheduleGate {
  /** DAGs have a new latest version, were paused or unpaused. The caller holds the locks of the dags rows. `event` drafts what is told of each. */
  abstract follow(tx: Tx, dagIds: readonly string[], event: (told: ToldOfDag) => EventDraft): Promise<void>;
  /** After the commit of a transaction that followed. */
  abstract followed(): void;
}
