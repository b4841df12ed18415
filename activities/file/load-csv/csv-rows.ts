import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { TaskFailure } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { fileFailure } from '../../sdk/text-file.js';

export type CsvRow = (string | null)[];

/**
 * The lines of a CSV file, header first; an empty field is null, a quoted empty one is the empty text.
 * Throws FileNotFound, or BadContent (not retryable) with the line.
 */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
  // the parser is destroyed with the error of the source, and the loop below throws it
  pipeline(createReadStream(path), parser, () => undefined);
  try {
    for await (const row of parser) yield row as CsvRow;
  } catch (error) {
    const { code, message } = readError(error);
    if (code?.startsWith('CSV_') === true)
      throw new TaskFailure('BadContent', `${path}: ${message}`, { retryable: false });
    throw fileFailure(path, error);
  }
}
