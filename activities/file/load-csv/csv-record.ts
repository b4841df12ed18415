/** Fields of one record; an empty field is null, a quoted empty one the empty text. */
export type CsvRow = (string | null)[];

export type CsvRecord =
  | {
      problem: null;
      fields: CsvRow;
      /** Offset behind the line end. */ next: number;
      /** Line ends in it. */ lines: number;
    }
  | { problem: string };

interface Field {
  value: string | null;
  /** Offset of what ends it: a comma, a line end, or the end of the text. */
  end: number;
}

const COMMA = 44;
const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;

/** The record that starts at an offset; null when the text ends before the record does, or has no more. */
export function readRecord(text: string, start: number, atEnd: boolean): CsvRecord | null {
  if (start >= text.length) return null;
  const fields: CsvRow = [];
  let lines = 0;
  for (let position = start; ;) {
    const quoted = text.charCodeAt(position) === QUOTE;
    const field = quoted ? readQuoted(text, position, atEnd) : readPlain(text, position, atEnd);
    if (field === null || typeof field === 'string') return field === null ? null : { problem: field };
    fields.push(field.value);
    if (quoted) lines += lineEndsIn(field.value ?? '');
    if (text.charCodeAt(field.end) !== COMMA) {
      const next = behindLineEnd(text, field.end, atEnd);
      return next === null ? null : { problem: null, fields, next, lines: lines + 1 };
    }
    position = field.end + 1;
  }
}

function readPlain(text: string, start: number, atEnd: boolean): Field | string | null {
  for (let position = start; position < text.length; position += 1) {
    const char = text.charCodeAt(position);
    if (char === COMMA || char === NEWLINE || char === RETURN) return plain(text, start, position);
    if (char === QUOTE) return 'a quote within a field that does not start with one';
  }
  return atEnd ? plain(text, start, text.length) : null;
}

const plain = (text: string, start: number, end: number): Field => ({
  value: start === end ? null : text.slice(start, end),
  end,
});

function readQuoted(text: string, start: number, atEnd: boolean): Field | string | null {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
  if (close < 0) return atEnd ? 'a quote that is not closed' : null;
  const end = close + 1;
  if (end === text.length && !atEnd) return null;
  const char = text.charCodeAt(end);
  if (end < text.length && char !== COMMA && char !== NEWLINE && char !== RETURN) return 'text behind a closing quote';
  return { value: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

/** Null when a line feed may still follow. */
function behindLineEnd(text: string, end: number, atEnd: boolean): number | null {
  if (end >= text.length) return end;
  if (text.charCodeAt(end) === NEWLINE) return end + 1;
  if (end + 1 === text.length && !atEnd) return null;
  return text.charCodeAt(end + 1) === NEWLINE ? end + 2 : end + 1;
}

const lineEndsIn = (text: string): number => (text.includes('\n') ? text.split('\n').length - 1 : 0);
