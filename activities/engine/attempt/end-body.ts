import type { Pool } from 'pg';
import { sqlState } from '../../../src/platform/database/transaction.js';
import type { AttemptAnswer } from '../../../src/domain/runs/outcome.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import type { Body } from './body.js';
import { endSettled, finish, postpone } from './finish.js';
import type { EndedBody } from './run-body.js';
import { isOutOfReach } from './out-of-reach.js';
import type { WorkerIdentity } from './worker-identity.js';

/** Writes down how a body ended and answers what the ticket says. Safe to ask again. Throws only where PostgreSQL is out of reach. */
export async function endBody(
  pool: Pool,
  body: Body,
  { end, gone, endedAt }: EndedBody,
  worker: WorkerIdentity,
  { tickets, handsOver }: { tickets: Asks; handsOver: boolean },
): Promise<AttemptAnswer> {
  const { begun, facts, rendered, unheard } = body;
  const common = { begun, worker, rendered, unheard, endedAt };
  if (end.kind === 'cut') return { kind: 'held' };
  if (end.kind === 'waiting')
    return postpone(pool, { ...common, nextAt: end.nextAt, waitsAs: end.as ?? null }, tickets);
  const { dagId, runId } = facts.run;
  const request = { ...common, dagId, runId, bodyGone: gone === null, handsOver, ...end };
  const answer = await finish(pool, request, tickets).catch((error: unknown) => {
    if (isOutOfReach(error)) throw error;
    return finish(pool, { ...request, xcoms: [], updates: [], rendered: null, outcome: unstorable(error) });
  });
  void gone?.then(() => endSettled(pool, begun.ref, worker.incarnation)).catch(() => undefined);
  return answer;
}

/** The database refuses what the task has made, whatever it is: the attempt fails, and says so, without a word of what was refused. */
const unstorable = (error: unknown) => ({
  kind: 'FAILED' as const,
  error: {
    type: 'ResultNotStorable',
    message: `the database refused the result of the task (SQLSTATE ${sqlState(error) || 'unknown'})`,
    stack: null,
    retryable: false,
  },
});
