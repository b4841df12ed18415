import { defineOperator } from '../../sdk/index.js';
import { encodeContent } from '../shared/encode-content.js';
import { formatOf } from '../shared/file-format.js';
import { replaceFile } from './replace-file.js';
import { fileWriteWith, type FileWriteWith } from './schema.js';

export const fileWrite = defineOperator<FileWriteWith>({
  type: 'file.write',
  summary: 'Writes a file in one step; its path and size are the result',
  with: fileWriteWith,
  run: async (context, { path, format, content }) => {
    const target = await context.resolvePath(path);
    const bytes = Buffer.from(encodeContent(content, formatOf(path, format)), 'utf8');
    await replaceFile(target, bytes);
    return { value: { path: target, bytes: bytes.length } };
  },
});
