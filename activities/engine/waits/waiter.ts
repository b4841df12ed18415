import type { Actor } from '../../../src/domain/events/actor.js';
import type { TicketKey } from '../attempt/begin.sql.js';

/** The try that waits for something outside. */
export interface Waiter {
  ref: TicketKey;
  dagId: string;
  actor: Actor;
  /** The task's `softFail`. */
  soft: boolean;
  /** What is left of the task's `timeout` (ms). */
  leftMs(): number;
}
