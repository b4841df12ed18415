import type { DateTime } from 'luxon';
import { monthName, weekdayName } from './calendar-names.js';
import { dateText, offsetText, pad } from './datetime-text.js';

const weekOfYear = (at: DateTime, firstWeekday: number): number =>
  Math.floor((at.ordinal + 6 - ((at.weekday - firstWeekday + 7) % 7)) / 7);
const hour12 = (at: DateTime): number => at.hour % 12 || 12;
const clock = (at: DateTime): string => `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;

type Directive = (at: DateTime, naive: boolean) => string;

const DIRECTIVES: ReadonlyMap<string, Directive> = new Map(
  Object.entries<Directive>({
    Y: (at) => pad(at.year, 4),
    m: (at) => pad(at.month),
    d: (at) => pad(at.day),
    H: (at) => pad(at.hour),
    M: (at) => pad(at.minute),
    S: (at) => pad(at.second),
    f: (at) => `${pad(at.millisecond, 3)}000`,
    y: (at) => pad(at.year % 100),
    j: (at) => pad(at.ordinal, 3),
    e: (at) => String(at.day).padStart(2),
    I: (at) => pad(hour12(at)),
    p: (at) => (at.hour < 12 ? 'AM' : 'PM'),
    b: (at) => monthName(at.month).slice(0, 3),
    h: (at) => monthName(at.month).slice(0, 3),
    B: (at) => monthName(at.month),
    a: (at) => weekdayName(at.weekday).slice(0, 3),
    A: (at) => weekdayName(at.weekday),
    w: (at) => String(at.weekday % 7),
    u: (at) => String(at.weekday),
    U: (at) => pad(weekOfYear(at, 7)),
    W: (at) => pad(weekOfYear(at, 1)),
    V: (at) => pad(at.weekNumber),
    G: (at) => pad(at.weekYear, 4),
    z: (at, naive) => (naive ? '' : offsetText(at, '')),
    Z: (at, naive) => (naive ? '' : at.offset === 0 ? 'UTC' : (at.offsetNameShort ?? offsetText(at))),
    s: (at) => String(Math.floor(at.toSeconds())),
    F: (at) => dateText(at),
    T: clock,
    X: clock,
    R: (at) => `${pad(at.hour)}:${pad(at.minute)}`,
    D: (at) => `${pad(at.month)}/${pad(at.day)}/${pad(at.year % 100)}`,
    x: (at) => `${pad(at.month)}/${pad(at.day)}/${pad(at.year % 100)}`,
    c: (at) =>
      `${weekdayName(at.weekday).slice(0, 3)} ${monthName(at.month).slice(0, 3)} ${String(at.day).padStart(2)} ${clock(at)} ${pad(at.year, 4)}`,
    C: (at) => pad(Math.floor(at.year / 100)),
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  }),
);

/** Python's strftime in the C locale; an unknown directive stands for itself. `%-d` leaves the zeros out, as glibc does. */
export function strftime(at: DateTime, format: string, naive = false): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (all, bare: string, name: string) => {
    const text = DIRECTIVES.get(name)?.(at, naive);
    if (text === undefined) return all;
    return bare ? text.replace(/^[0 ]+(?=\d)/, '') : text;
  });
}
