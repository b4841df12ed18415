import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import type { RunActivities } from '../../contract.js';
import { DagCache } from '../context/dag-cache.js';
import { claim, claimPage } from './claim.js';
import type { RunDeps } from './run-deps.js';
import { RecentHeads } from './recent-heads.js';
import { recordTurn } from './record-turn.js';

export { previewControl, requestControl } from './request-control.js';
export type { NewControl, RequestedControl } from './request-control.js';
export { reopenRun } from './reopen.sql.js';
export { hasEnded, lockRun } from './run-row.sql.js';

/** The local activities of the run workflow, bound to a database. */
export function createRunActivities(pool: Pool, notifier: Notifier): RunActivities {
  const deps: RunDeps = { pool, notifier, dags: new DagCache(pool), heads: new RecentHeads() };
  return {
    claim: (input) => claim(deps, input),
    claimPage: (input) => claimPage(deps, input),
    recordTurn: (input) => recordTurn(deps, input),
  };
}
