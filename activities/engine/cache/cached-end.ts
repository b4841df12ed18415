import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/domain/canonical-json.js';
import type { Outcome } from '../../../src/domain/runs/outcome.js';
import { TaskFailure } from '../../sdk/index.js';
import type { BodyEnd } from '../attempt/body-end.js';
import { patiently } from '../attempt/patiently.js';
import type { EarlierWork } from './earlier-work.js';
import { readCached, type CachedResult } from './task-cache.sql.js';

/**
 * The result that an earlier run has kept under this task's `cache.key`; null where there is none. What the body is to be kept under is noted on it.
 * A run that somebody has cleared computes anew. @throws TaskFailure for a key that cannot be one
 */
export async function cachedEnd(work: EarlierWork): Promise<BodyEnd | null> {
  const { body, deps, task } = work;
  const { run } = body.facts;
  if (task.cache === null || body.begun.ref.poke > 0) return null;
  const key = { dagId: run.dagId, taskId: task.id, hash: await hashOfKey(work, task.cache.key) };
  body.cacheKey = key;
  if (run.clearNumber > 0) return null;
  const found = await patiently(() => readCached(deps.pool, key), deps.onError, body.signal);
  if (found === null) return null;
  body.cacheKey = null;
  body.log.line('log', `[the result is in the cache, from run ${found.dagRunId}: the task was not run]`);
  return { kind: 'settled', outcome: outcomeOf(found), xcoms: found.xcoms };
}

function outcomeOf({ follow, dagRunId, mapIndex, tryNumber }: CachedResult): Outcome {
  const from = { kind: 'cache' as const, dagRunId, mapIndex, tryNumber };
  return { kind: 'SUCCESS', ...(follow === null ? {} : { follow }), from };
}

async function hashOfKey({ render }: EarlierWork, template: string): Promise<Buffer> {
  const used = { secret: false };
  const { key } = await render('cache', { key: template }, () => {
    used.secret = true;
  });
  if (used.secret) {
    const message = 'cache.key uses a secret: name what the result depends on by something else';
    throw new TaskFailure('SecretInCacheKey', message, { retryable: false });
  }
  return createHash('sha256')
    .update(canonicalJson(key ?? null))
    .digest();
}
