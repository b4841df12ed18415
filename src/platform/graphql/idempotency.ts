import canonicalize from 'canonicalize';
import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import type { Json } from '../../domain/json.js';
import { inTransaction, type Tx } from '../database/transaction.js';

/** Keys are remembered this long. */
const KEPT = `interval '7 days'`;
const LONGEST_KEY = 255;

export interface Refusal {
  code: 'NOT_FOUND' | 'FORBIDDEN' | 'ILLEGAL_STATE' | 'CONFLICT' | 'IDEMPOTENCY_CONFLICT' | 'INVALID' | 'UNAVAILABLE';
  message: string;
}

export interface Mutation {
  operation: string;
  /** The whole input, the idempotency key included or not: it is left out of the comparison. */
  input: object;
  idempotencyKey?: string | null;
  /** What of the input is stored as text; all of it unless said. */
  stored?: object;
}

/** An answer that is a refusal; nothing was done. */
export interface Refused {
  refused: Refusal;
}

export const refuse = (code: Refusal['code'], message: string): Refused => ({ refused: { code, message } });
export const isRefused = <Answer extends object>(answer: Answer | Refused): answer is Refused => 'refused' in answer;

/**
 * Runs a mutation in one transaction and remembers its answer under the caller's idempotency key in that same transaction.
 * The same key and input gets the same answer without a second effect; the same key with another input is refused, nothing done.
 * Two calls at once are put in a row by the key's row lock. An answer holds ids and what cannot be read again, no secrets in clear text.
 */
export async function mutateOnce<Answer extends object>(
  deps: { pool: Pool; hashKey: Buffer },
  principalId: string,
  mutation: Mutation,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer | Refused> {
  const key = mutation.idempotencyKey ?? null;
  if (key === null) return await inTransaction(deps.pool, work);
  if (key === '' || key.length > LONGEST_KEY)
    return refuse('INVALID', `idempotencyKey: 1 to ${LONGEST_KEY} characters`);
  const inputHash = hashOf(mutation.input, deps.hashKey);
  return await inTransaction(deps.pool, async (tx) => {
    const earlier = await takeKey(tx, principalId, key, mutation.operation, inputHash);
    if (earlier !== null) return judge<Answer>(earlier, mutation.operation, inputHash);
    const answer = await work(tx);
    const row = [principalId, key, JSON.stringify(answer)];
    await tx.query('update idempotency_keys set answer = $3 where principal_id = $1 and key = $2', row);
    return answer;
  });
}

interface Earlier {
  operation: string;
  input_hash: string;
  answer: Json;
}

/** Takes the key for this transaction, or answers the call that has it. Waits for a call that is under way. */
async function takeKey(
  tx: Tx,
  principal: string,
  key: string,
  operation: string,
  hash: string,
): Promise<Earlier | null> {
  const { rowCount } = await tx.query(
    `insert into idempotency_keys as k (principal_id, key, operation, input_hash, answer) values ($1, $2, $3, $4, 'null')
     on conflict (principal_id, key) do update
       set operation = $3, input_hash = $4, answer = 'null', created_at = clock_timestamp()
       where k.created_at < clock_timestamp() - ${KEPT}`,
    [principal, key, operation, hash],
  );
  if (rowCount === 1) return null;
  const { rows } = await tx.query<Earlier>(
    'select operation, input_hash, answer from idempotency_keys where principal_id = $1 and key = $2',
    [principal, key],
  );
  return rows[0] ?? null;
}

function judge<Answer extends object>(earlier: Earlier, operation: string, inputHash: string): Answer | Refused {
  const same = earlier.operation === operation && earlier.input_hash === inputHash;
  if (same) return earlier.answer as unknown as Answer;
  return refuse(
    'IDEMPOTENCY_CONFLICT',
    `this idempotencyKey was used for another ${earlier.operation}; nothing was done`,
  );
}

/** Keyed: an input may hold a password, which a plain hash would let anybody guess at. */
function hashOf(input: object, key: Buffer): string {
  const compared = Object.entries(input).filter(([key]) => key !== 'idempotencyKey');
  const canonical = canonicalize(Object.fromEntries(compared)) ?? '';
  return createHmac('sha256', key).update(canonical).digest('hex');
}

/** Forgets keys past their time. Called now and then by the service. */
export async function forgetOldKeys(pool: Pool): Promise<void> {
  await pool.query(`delete from idempotency_keys where created_at < clock_timestamp() - ${KEPT}`);
}
