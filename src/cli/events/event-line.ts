import { instantText } from '../format/instant-text.js';
import type { RecordedEvent } from './events.operations.js';

/** One event on one line: when, what, about which thing, by whom, why. */
export function eventLine(event: RecordedEvent): string {
  const { dagId, dagRunId, taskId, mapIndex } = event;
  const task = taskId === null ? null : mapIndex === null || mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`;
  const subject = [dagId, dagRunId, task].filter((part) => part !== null).join(' ');
  const why = event.reason === null ? '' : `: ${event.reason}`;
  const parts = [instantText(event.occurredAt), event.type, subject || event.stream, `by ${event.actor.name}${why}`];
  return parts.join('  ');
}
