import { defineOperator } from '../../sdk/index.js';
import { readTextFile } from '../../sdk/text-file.js';
import { decodeContent } from '../shared/decode-content.js';
import { formatOf } from '../shared/file-format.js';
import { fileReadWith, type FileReadWith } from './schema.js';

export const fileRead = defineOperator<FileReadWith>({
  type: 'file.read',
  summary: 'Reads a file; its content is the result',
  with: fileReadWith,
  run: async (context, { path, format }) => {
    const text = await readTextFile(await context.resolvePath(path));
    return { value: await decodeContent(text, formatOf(path, format)) };
  },
});
