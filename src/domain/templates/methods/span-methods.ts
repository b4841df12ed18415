import type { Span, Value } from '../values/kinds.js';
import { float } from '../values/make.js';
import { native, table, type Native } from './signature.js';

const DAY = 86_400_000;

/** Attributes of a timedelta, Python's normalisation: days may be negative, seconds and microseconds never. */
export function spanAttribute({ milliseconds }: Span, name: string): Value | undefined {
  const days = Math.floor(milliseconds / DAY);
  const rest = milliseconds - days * DAY;
  switch (name) {
    case 'days':
      return days;
    case 'seconds':
      return Math.floor(rest / 1000);
    case 'microseconds':
      return (rest % 1000) * 1000;
    default:
      return undefined;
  }
}

const inUnits = (unit: number): Native => native<Span>('', ({ milliseconds }) => Math.trunc(milliseconds / unit));

/** Methods of timedelta and of pendulum's durations. */
export const SPAN_METHODS: ReadonlyMap<string, Native> = table<Native>({
  total_seconds: native<Span>('', ({ milliseconds }) => float(milliseconds / 1000)),
  in_seconds: inUnits(1000),
  in_minutes: inUnits(60_000),
  in_hours: inUnits(3_600_000),
  in_days: inUnits(DAY),
  in_weeks: inUnits(7 * DAY),
});
