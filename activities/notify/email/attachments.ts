import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Delivery, TaskFailure } from '../../sdk/index.js';
import { fileFailure } from '../../sdk/text-file.js';

/** Most that mail servers take, and more than most. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface Attachment {
  filename: string;
  content: Buffer;
}

/** The files of a mail, read whole. Throws PathNotAllowed, FileNotFound, FileUnusable, FileTooLarge (together above 16 MiB; not retryable). */
export async function readAttachments(delivery: Delivery, files: readonly string[]): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  let bytes = 0;
  for (const file of files) {
    const path = await delivery.resolvePath(file);
    try {
      bytes += (await stat(path)).size;
      if (bytes > MOST_BYTES) throw tooLarge(bytes);
      attachments.push({ filename: basename(path), content: await readFile(path) });
    } catch (error) {
      throw fileFailure(path, error);
    }
  }
  return attachments;
}

const tooLarge = (bytes: number): TaskFailure =>
  new TaskFailure('FileTooLarge', `the files of the mail have ${bytes} bytes, more than ${MOST_BYTES}: send a link`, {
    retryable: false,
  });
