import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { writeAtomically } from '../files/write-atomically.js';

/** The database password of this home: made once, kept in a file that only its owner can read. `made` tells that it is new. */
export function databasePassword(path: string): { readonly password: string; readonly made: boolean } {
  if (existsSync(path)) {
    chmodSync(path, 0o600);
    const password = readFileSync(path, 'utf8').trim();
    if (password !== '') return { password, made: false };
  }
  const password = randomBytes(24).toString('hex');
  writeAtomically(path, `${password}\n`);
  return { password, made: true };
}
