import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A descriptor to read the text from: of a file that has no name any more, so nothing is left when anyone dies. */
export function inputDescriptor(text: string): number {
  const path = join(tmpdir(), `continuo-input-${randomUUID()}`);
  const writer = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length;) at += writeSync(writer, bytes, at);
    return openSync(path, 'r');
  } finally {
    closeSync(writer);
    unlinkSync(path);
  }
}
