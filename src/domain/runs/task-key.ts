/** A try of a task instance: the key of its ticket. mapIndex is -1 where the task is not mapped. */
export interface TryKey {
  taskId: string;
  mapIndex: number;
  tryNumber: number;
}

/** Names a try within its run. */
export const tryText = ({ taskId, mapIndex, tryNumber }: TryKey): string => `${taskId}/${mapIndex}/${tryNumber}`;

/** What the one activity is given: a ticket and the poke that it shall make (0 for anything but a sensor that waited). */
export interface TicketRef extends TryKey {
  dagRunId: string;
  poke: number;
}

/** The key that user code gets for idempotency: the same for every attempt of a try. */
export const ticketKey = (ref: { dagRunId: string } & TryKey): string => `${ref.dagRunId}/${tryText(ref)}`;

export const attemptStream = (ref: { dagRunId: string } & TryKey, attempt: number): string =>
  `attempt-${ticketKey(ref)}/${attempt}`;

/** What stands to be said of a try while it waits in its queue. */
export const queueStream = (ref: { dagRunId: string } & TryKey): string => `queue-${ticketKey(ref)}`;

export const runStream = (dagRunId: string): string => `run-${dagRunId}`;
