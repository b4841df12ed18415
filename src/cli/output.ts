import { styler, type Styler } from './format/style.js';
import { type Cell, drawTable } from './format/table.js';
import type { Io } from './io.js';

/** Where results and remarks go: results to stdout, remarks to stderr, so that a pipe gets results only. */
export interface Output {
  /** True with --json: stdout holds JSON and nothing else. */
  readonly json: boolean;
  readonly style: Styler;
  line(text: string): void;
  /** For people, on stderr; left out with --json. */
  note(text: string): void;
  /** One indented JSON document. */
  document(value: unknown): void;
  /** One JSON value on one line, for results that come one after the other. */
  jsonLine(value: unknown): void;
  /** What a thing is called and what it is, one to a line; without those that have no value. */
  fields(fields: readonly (readonly [name: string, value: Cell])[]): void;
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
}

export function output(io: Io, json: boolean): Output {
  const line = (text: string): void => void io.stdout.write(`${text}\n`);
  const style = styler(io);
  const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : null;
  return {
    json,
    style,
    line,
    note: (text) => (json ? undefined : void io.stderr.write(`${text}\n`)),
    document: (value) => line(JSON.stringify(value, null, 2)),
    jsonLine: (value) => line(JSON.stringify(value)),
    fields: (fields) => {
      const shown = fields.filter(([, value]) => (typeof value === 'string' ? value : value.text) !== '');
      const rows = shown.map(([text, value]): Cell[] => [{ text, paint: style.dim }, value]);
      const [head, ...rest] = rows;
      if (head !== undefined) drawTable(head, rest, width).forEach(line);
    },
    table: (head, rows) => {
      const titles = head.map((text) => ({ text, paint: style.dim }));
      drawTable(titles, rows, width).forEach(line);
    },
  };
}
