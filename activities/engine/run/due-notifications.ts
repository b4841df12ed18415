import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import { type DueNotification, notificationsOf } from '../../../src/domain/notifications/notifications-of.js';
import type { Queryable } from '../../../src/platform/database/reading.js';
import type { DagCache } from '../context/dag-cache.js';
import type { RunHead } from './recent-heads.js';

/** What a turn's transaction leaves behind for the notification relay. */
export interface TurnNotifications {
  versionNumber: number;
  due: DueNotification[];
}

/** Whom the events of a turn at the run's head are to be told. The version is in memory, so that a DAG without notifiers pays nothing. */
export async function dueNotifications(
  dags: DagCache,
  { id, dagId, versionNumber, head }: RunHead,
  events: readonly RunEvent[],
  db?: Queryable,
): Promise<TurnNotifications> {
  const { notify } = await dags.load(dagId, versionNumber, db);
  return { versionNumber, due: notify === null ? [] : notificationsOf(notify, runStream(id), head, events) };
}
