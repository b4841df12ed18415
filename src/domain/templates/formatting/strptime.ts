import { DateTime } from 'luxon';
import { fail } from '../values/failure.js';
import type { Moment } from '../values/kinds.js';
import { moment } from '../values/make.js';
import { MONTHS } from './calendar-names.js';

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  ordinal?: number;
  afternoon?: boolean;
  offset?: number;
}
type Directive = readonly [pattern: RegExp, read: (text: string, fields: Fields) => void];

const monthOf = (text: string): number =>
  MONTHS.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase().slice(0, 3))) + 1;

const number =
  (key: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ordinal'): Directive[1] =>
  (text, fields) => {
    fields[key] = Number(text);
  };

const DIRECTIVES: ReadonlyMap<string, Directive> = new Map(
  Object.entries<Directive>({
    Y: [/\d{4}/y, number('year')],
    m: [/\d{1,2}/y, number('month')],
    d: [/\d{1,2}/y, number('day')],
    H: [/\d{1,2}/y, number('hour')],
    I: [/\d{1,2}/y, number('hour')],
    M: [/\d{1,2}/y, number('minute')],
    S: [/\d{1,2}/y, number('second')],
    j: [/\d{1,3}/y, number('ordinal')],
    y: [
      /\d{2}/y,
      (text, fields) => {
        fields.year = Number(text) + (Number(text) < 69 ? 2000 : 1900);
      },
    ],
    f: [
      /\d{1,6}/y,
      (text, fields) => {
        fields.millisecond = Math.floor(Number(text.padEnd(6, '0')) / 1000);
      },
    ],
    b: [
      /[A-Za-z]{3}/y,
      (text, fields) => {
        fields.month = monthOf(text);
      },
    ],
    B: [
      /[A-Za-z]{3,9}/y,
      (text, fields) => {
        fields.month = monthOf(text);
      },
    ],
    a: [/[A-Za-z]{3}/y, () => undefined],
    A: [/[A-Za-z]{6,9}/y, () => undefined],
    p: [
      /[AaPp][Mm]/y,
      (text, fields) => {
        fields.afternoon = text.toLowerCase() === 'pm';
      },
    ],
    z: [
      /Z|[+-]\d{2}:?\d{2}/y,
      (text, fields) => {
        fields.offset = offsetOf(text);
      },
    ],
    '%': [/%/y, () => undefined],
  }),
);

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const digits = text.replace(/\D/g, '');
  return (text.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

/** Python's datetime.strptime; naive unless the format has %z. */
export function strptime(text: string, format: string): Moment {
  const fields: Fields = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
  let offset = 0;
  for (const [piece] of format.matchAll(/%[A-Za-z%]|[\s\S]/g)) offset = readPiece(text, offset, piece, fields);
  if (offset !== text.length) fail('the text of a date goes on after its format ends');
  return momentOf(fields);
}

function readPiece(text: string, offset: number, piece: string, fields: Fields): number {
  const name = piece.length > 1 ? piece.charAt(1) : '';
  if (name === '') return text.startsWith(piece, offset) ? offset + 1 : mismatch();
  const directive = DIRECTIVES.get(name) ?? fail(`the directive %${name} of a date format is not known`);
  directive[0].lastIndex = offset;
  const found = directive[0].exec(text)?.[0] ?? mismatch();
  directive[1](found, fields);
  return offset + found.length;
}

const mismatch = (): never => fail('the text of a date does not match its format');

function momentOf({ ordinal, afternoon, offset, ...fields }: Fields): Moment {
  const hour = afternoon === undefined ? fields.hour : (fields.hour % 12) + (afternoon ? 12 : 0);
  const zone =
    offset === undefined
      ? 'utc'
      : `UTC${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / 60)}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
  const at = DateTime.fromObject({ ...fields, hour }, { zone });
  if (!at.isValid) return mismatch();
  return moment(ordinal === undefined ? at : at.set({ ordinal }), offset === undefined);
}
