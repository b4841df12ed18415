import type { RunEvent } from '../run-events.js';

/** Names the control in the events that follow from it. */
export const controlCause = (number: number): string => `control-${number}`;

/** The task instances that a control has changed itself, as `taskId/mapIndex`, each once; not what follows from that by the run's rules. */
export function affectedBy(number: number, events: readonly RunEvent[]): string[] {
  const cause = controlCause(number);
  const touched = events.flatMap((event) =>
    'taskId' in event && event.causationId === cause ? [`${event.taskId}/${event.mapIndex}`] : [],
  );
  return [...new Set(touched)];
}
