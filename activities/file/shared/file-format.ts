import { extname } from 'node:path';
import { z } from 'zod';

export const FILE_FORMATS = ['text', 'json', 'csv', 'jsonl'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const formatField = z.enum(FILE_FORMATS).optional().describe('Default: by the extension, otherwise text');

const BY_EXTENSION: Record<string, FileFormat> = {
  '.json': 'json',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

export const formatOf = (path: string, given: FileFormat | undefined): FileFormat =>
  given ?? BY_EXTENSION[extname(path).toLowerCase()] ?? 'text';
