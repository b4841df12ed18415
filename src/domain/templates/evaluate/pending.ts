import type { LookupRequest } from './run.js';

const PENDING: unique symbol = Symbol('lookup pending');

/** Thrown when an evaluation needs a value that is not there yet: it is fetched, and the evaluation starts anew. */
class Pending extends Error {
  readonly [PENDING] = true;
  constructor(readonly request: LookupRequest) {
    super('a lookup is pending');
  }
}

export function suspend(request: LookupRequest): never {
  throw new Pending(request);
}

export const isPending = (thrown: unknown): thrown is { readonly request: LookupRequest } =>
  typeof thrown === 'object' && thrown !== null && PENDING in thrown;
