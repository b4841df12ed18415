import DataLoader from 'dataloader';
import { randomUUID } from 'node:crypto';
import type { Principal } from './principal.js';

/** What every resolver gets beside its arguments; one per HTTP request or subscription, never shared. */
export interface RequestContext {
  principal: Principal;
  /** In the events and the log lines that follow from the request. */
  correlationId: string;
  loaders: Map<object, unknown>;
}

export const requestContext = (principal: Principal): RequestContext => ({
  principal,
  correlationId: randomUUID(),
  loaders: new Map(),
});

/**
 * The request's loader of `owner` (any object that identifies the question): many keys of one tick become one call of `batch`.
 * `batch` answers in the order of its keys.
 */
export function loaderOf<Key, Value>(
  context: RequestContext,
  owner: object,
  batch: (keys: readonly Key[]) => Promise<Value[]>,
  keyText: (key: Key) => string = String,
): DataLoader<Key, Value, string> {
  const known = context.loaders.get(owner) as DataLoader<Key, Value, string> | undefined;
  if (known !== undefined) return known;
  const loader = new DataLoader<Key, Value, string>(batch, { cacheKeyFn: keyText, maxBatchSize: 1_000 });
  context.loaders.set(owner, loader);
  return loader;
}
