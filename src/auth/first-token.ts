import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { inTransaction } from '../platform/database/transaction.js';
import { nowInstant } from '../platform/instant.js';
import { uuid7 } from '../platform/uuid7.js';
import { storeToken } from './store-token.js';
import { hashOfSecret, isTokenSecret, newTokenSecret } from './token-secret.js';

/** 'continuo' and a number of our own: one start at a time makes the first token. */
const FIRST_TOKEN_LOCK = '7163384699739271180';
const ACTOR = { kind: 'SYSTEM', id: 'service', name: 'first start' } as const;

/**
 * Sees to it that `admin.token` in the home (readable by its owner only) holds the secret of a token that the database knows.
 * The file comes first, then the row: a start that was killed between them leaves a secret that the next start gives its row.
 */
export async function ensureFirstToken(pool: Pool, home: string): Promise<void> {
  const file = join(home, 'admin.token');
  await inTransaction(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${FIRST_TOKEN_LOCK})`);
    const kept = await secretIn(file);
    const secret = kept ?? newTokenSecret();
    if (kept === null) await writeSecret(file, secret);
    const { rowCount } = await tx.query('select from api_tokens where secret_hash = $1', [hashOfSecret(secret)]);
    if (rowCount !== 0) return;
    const token = {
      id: uuid7(),
      name: 'admin',
      permissions: ['ADMIN'] as const,
      secret,
      expiresAt: null,
      createdBy: ACTOR,
    };
    await storeToken(tx, token, { occurredAt: nowInstant(), actor: ACTOR, reason: 'first start' });
  });
}

async function secretIn(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  await chmod(file, 0o600).catch(() => undefined);
  const secret = text.trim();
  return isTokenSecret(secret) ? secret : null;
}

/** Whole or not at all, and on disk before the row is committed. */
async function writeSecret(file: string, secret: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
