import { createReadStream } from 'node:fs';
import { TaskFailure } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { fileFailure } from '../../sdk/text-file.js';
import { CsvParser } from './csv-parser.js';
import type { CsvRow } from './csv-record.js';

const PIECE_BYTES = 256 * 1024;

/**
 * The records of a CSV file in UTF-8, header first, many at a time. Throws FileNotFound, FileUnusable, or BadContent (not retryable) with the line.
 */
export async function* csvRows(path: string): AsyncGenerator<CsvRow[]> {
  const parser = new CsvParser();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      yield parser.take(decoder.decode(bytes as Uint8Array, { stream: true }));
    }
    const last = decoder.decode();
    yield [...parser.take(last), ...parser.end()];
  } catch (error) {
    throw csvFailure(path, error);
  }
}

function csvFailure(path: string, error: unknown): unknown {
  const { code, message } = readError(error);
  const isText = code !== 'ERR_ENCODING_INVALID_ENCODED_DATA';
  if (isText && code !== 'CSV_ERROR') return fileFailure(path, error);
  const why = isText ? message : 'the file is not UTF-8: convert it first';
  return new TaskFailure('BadContent', `${path}: ${why}`, { retryable: false });
}
