import { parseDate } from '../../../src/domain/time/date.js';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const DAY_MS = 86_400_000;

/**
 * The instant (ms since the epoch) that `at` names; null when it names none. A time of day is that of the UTC day in which the task was executed first,
 * so it may lie in the past, and midnight does not move it. Source: airflow-semantics, TimeSensor.
 */
export function parseAt(at: string, waitingSince: number): number | null {
  const text = at.trim();
  if (!TIME_OF_DAY.test(text)) return parseDate(text, 'UTC');
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  const midnight = Math.floor(waitingSince / DAY_MS) * DAY_MS;
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
