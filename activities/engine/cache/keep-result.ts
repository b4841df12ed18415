import { parseDuration } from '../../../src/domain/time/duration.js';
import type { AttemptAnswer } from '../../../src/domain/runs/outcome.js';
import type { Body } from '../attempt/body.js';
import type { BodyEnd } from '../attempt/body-end.js';
import type { EngineDeps } from '../attempt/engine-deps.js';
import { patiently } from '../attempt/patiently.js';
import { keepCached } from './task-cache.sql.js';

/** Without `cache.ttl`. */
const DEFAULT_TTL_MS = 30 * 86_400_000;
/** Larger results are worth less than their room (characters of JSON). */
const LARGEST = 1024 * 1024;

/** Keeps the result of a try that the ticket says has succeeded, where its task has `cache`; not one that holds a secret. Never fails the try. */
export async function keepResult(deps: EngineDeps, body: Body, end: BodyEnd, answer: AttemptAnswer): Promise<void> {
  const { cacheKey, facts, begun } = body;
  if (cacheKey === null || end.kind !== 'settled' || end.outcome.kind !== 'SUCCESS') return;
  if (answer.kind !== 'settled' || answer.outcome.kind !== 'SUCCESS') return;
  const text = JSON.stringify(end.xcoms);
  if (text.length > LARGEST || deps.masker.mask(text) !== text) return;
  const ttl = facts.task?.cache?.ttl;
  const ttlMs = (ttl === undefined ? null : parseDuration(ttl)) ?? DEFAULT_TTL_MS;
  const { dagRunId, taskId, mapIndex, tryNumber } = begun.ref;
  const made = { dagRunId, taskId, mapIndex, tryNumber };
  const kept = { ...made, xcoms: end.xcoms, follow: end.outcome.follow ?? null, ttlMs };
  await patiently(() => keepCached(deps.pool, cacheKey, kept), deps.onError).catch(deps.onError);
}
