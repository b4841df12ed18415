import { assertNever } from '../assert-never.js';
import { suspend } from './evaluate/pending.js';
import type { LookupRequest, LookupResult } from './evaluate/run.js';
import { secretsOf } from './secrets-of.js';
import type { TemplateScope } from './template-scope.js';

export interface LookupCache {
  /** The answer, or a suspended evaluation. */
  read(request: LookupRequest): LookupResult;
  /** Fetches an answer; false when there are too many of them. */
  fetch(request: LookupRequest): Promise<boolean>;
}

/** Each XCom, variable and connection is fetched once per rendering. */
export function createLookupCache(scope: TemplateScope): LookupCache {
  const answers = new Map<string, LookupResult>();
  const keyOf = (request: LookupRequest): string => JSON.stringify(request);
  return {
    read: (request) => answers.get(keyOf(request)) ?? suspend(request),
    async fetch(request) {
      if (answers.size >= scope.limits.lookups) return false;
      const answer = await ask(scope, request);
      secretsOf(request, answer).forEach((secret) => scope.onSecret(secret));
      answers.set(keyOf(request), answer);
      return true;
    },
  };
}

function ask({ lookups }: TemplateScope, request: LookupRequest): Promise<LookupResult> {
  switch (request.kind) {
    case 'xcom':
      return lookups.xcom(request.taskId, request.key, request.mapIndexes);
    case 'variable':
      return lookups.variable(request.name);
    case 'connection':
      return lookups.connection(request.id);
    default:
      return assertNever(request, 'lookup');
  }
}
