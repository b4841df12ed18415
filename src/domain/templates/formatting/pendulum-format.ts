import type { DateTime } from 'luxon';
import { monthName, weekdayName } from './calendar-names.js';
import { offsetText, pad } from './datetime-text.js';

const TOKEN =
  /\[([^\]]*)\]|YYYY|YY|Y|Qo|Q|MMMM|MMM|MM|Mo|M|DDDD|DDD|DD|Do|D|dddd|ddd|d|E|HH|H|hh|h|mm|m|ss|s|S{1,6}|A|ZZ|Z|zz|z|X|x/g;

const ordinal = (value: number): string => {
  const last = value % 100 > 10 && value % 100 < 14 ? 0 : value % 10;
  return `${value}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
};

type Part = (at: DateTime) => string;

const PARTS: ReadonlyMap<string, Part> = new Map(
  Object.entries<Part>({
    YYYY: (at) => pad(at.year, 4),
    YY: (at) => pad(at.year % 100),
    Y: (at) => String(at.year),
    Q: (at) => String(at.quarter),
    Qo: (at) => ordinal(at.quarter),
    MMMM: (at) => monthName(at.month),
    MMM: (at) => monthName(at.month).slice(0, 3),
    MM: (at) => pad(at.month),
    M: (at) => String(at.month),
    Mo: (at) => ordinal(at.month),
    DDDD: (at) => pad(at.ordinal, 3),
    DDD: (at) => String(at.ordinal),
    DD: (at) => pad(at.day),
    D: (at) => String(at.day),
    Do: (at) => ordinal(at.day),
    dddd: (at) => weekdayName(at.weekday),
    ddd: (at) => weekdayName(at.weekday).slice(0, 3),
    d: (at) => String(at.weekday % 7),
    E: (at) => String(at.weekday),
    HH: (at) => pad(at.hour),
    H: (at) => String(at.hour),
    hh: (at) => pad(at.hour % 12 || 12),
    h: (at) => String(at.hour % 12 || 12),
    mm: (at) => pad(at.minute),
    m: (at) => String(at.minute),
    ss: (at) => pad(at.second),
    s: (at) => String(at.second),
    A: (at) => (at.hour < 12 ? 'AM' : 'PM'),
    Z: (at) => offsetText(at),
    ZZ: (at) => offsetText(at, ''),
    zz: (at) => at.offsetNameShort ?? '',
    z: (at) => at.zoneName ?? '',
    X: (at) => String(Math.floor(at.toSeconds())),
    x: (at) => String(at.toMillis()),
  }),
);

/** pendulum's `format('YYYY-MM-DD')`, English; text in [brackets] stands for itself. */
export function pendulumFormat(at: DateTime, format: string): string {
  return format.replace(TOKEN, (token, literal: string | undefined) => {
    if (literal !== undefined) return literal;
    if (token.startsWith('S')) return `${pad(at.millisecond, 3)}000`.slice(0, token.length);
    return PARTS.get(token)?.(at) ?? token;
  });
}
