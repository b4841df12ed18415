import { assertNever } from '../../../src/domain/assert-never.js';
import { TaskFailure, type Json } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import type { FileFormat } from './file-format.js';

/** Content of a file as JSON. csv needs a header and gives an object of texts per line. Throws BadContent, not retryable, with the line. */
export async function decodeContent(text: string, format: FileFormat): Promise<Json> {
  switch (format) {
    case 'text':
      return text;
    case 'json':
      return parse(text, 'the file');
    case 'jsonl':
      return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [parse(line, `line ${i + 1}`)]));
    case 'csv':
      return decodeCsv(text);
    default:
      return assertNever(format, 'format');
  }
}

async function decodeCsv(text: string): Promise<Json> {
  const { parse: parseCsv } = await import('csv-parse/sync');
  try {
    return parseCsv(text, { columns: true, bom: true, skip_empty_lines: true }) as Json;
  } catch (error) {
    throw badContent(readError(error).message);
  }
}

function parse(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw badContent(`${place} is not JSON: ${readError(error).message}`);
  }
}

const badContent = (message: string): TaskFailure => new TaskFailure('BadContent', message, { retryable: false });
