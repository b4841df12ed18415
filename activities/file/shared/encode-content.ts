import { assertNever } from '../../../src/domain/assert-never.js';
import { TaskFailure, type Json, type JsonObject } from '../../sdk/index.js';
import type { FileFormat } from './file-format.js';

/** The text of a file. csv and jsonl take a list; a text is written as it is in every format. Throws BadContent, not retryable. */
export function encodeContent(content: Json, format: FileFormat): string {
  if (typeof content === 'string') return content;
  switch (format) {
    case 'text':
      return JSON.stringify(content);
    case 'json':
      return `${JSON.stringify(content, null, 2)}\n`;
    case 'jsonl':
      return listOf(content, format)
        .map((item) => `${JSON.stringify(item)}\n`)
        .join('');
    case 'csv':
      return encodeCsv(listOf(content, format));
    default:
      return assertNever(format, 'format');
  }
}

function encodeCsv(rows: Json[]): string {
  const objects = rows.map((row, i) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
    throw badContent(`format csv takes a list of objects; item ${i} is none`);
  });
  const columns = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const lines = objects.map((row) => columns.map((column) => cell(own(row, column))).join(','));
  return [columns.map(cell).join(','), ...lines].map((line) => `${line}\n`).join('');
}

const own = (row: JsonObject, column: string): Json => (Object.hasOwn(row, column) ? (row[column] ?? null) : null);

/** RFC 4180; null is an empty field, the empty text a quoted one, so that both come back from file.loadCsv as they were. */
function cell(value: Json): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

function listOf(content: Json, format: FileFormat): Json[] {
  if (Array.isArray(content)) return content;
  throw badContent(`format ${format} takes a list`);
}

const badContent = (message: string): TaskFailure => new TaskFailure('BadContent', message, { retryable: false });
