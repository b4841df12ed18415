import type { DateTime } from 'luxon';
import { objectKind, type Day, type Moment, type Value } from '../values/kinds.js';

export const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

export const dateText = (at: DateTime): string => `${pad(at.year, 4)}-${pad(at.month)}-${pad(at.day)}`;

/** +02:00, or +0200 with an empty separator. */
export function offsetText(at: DateTime, separator = ':'): string {
  const minutes = Math.abs(at.offset);
  return `${at.offset < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}${separator}${pad(Math.trunc(minutes % 60))}`;
}

/** 10:20:30, with six decimals when there is a fraction. Our instants have milliseconds, Python's microseconds. */
export function clockText(at: DateTime): string {
  const fraction = at.millisecond === 0 ? '' : `.${pad(at.millisecond, 3)}000`;
  return `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}${fraction}`;
}

/** Python's isoformat() of a date or datetime. */
export function isoText(value: Value, separator = 'T'): string {
  const { at } = value as Moment | Day;
  if (objectKind(value) === 'date') return dateText(at);
  return `${dateText(at)}${separator}${clockText(at)}${(value as Moment).naive ? '' : offsetText(at)}`;
}

/** How a date stands in text: ISO 8601 as pendulum prints it, a naive one with a space as Python does. */
export function momentText(value: Value): string {
  return isoText(value, objectKind(value) === 'datetime' && (value as Moment).naive ? ' ' : 'T');
}

const DAY = 86_400_000;

/** Python's str() of a timedelta: `7 days, 0:00:00`. */
export function spanText(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  const rest = milliseconds - days * DAY;
  const seconds = Math.floor(rest / 1000);
  const fraction = rest % 1000 === 0 ? '' : `.${pad(Math.round(rest % 1000), 3)}000`;
  const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${fraction}`;
  return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clock}`;
}
