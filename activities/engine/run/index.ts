import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import type { RunActivities } from '../../contract.js';
import { DagCache } from '../context/dag-cache.js';
import type { SecretSource } from '../context/secret-source.js';
import type { Masker } from '../log/masker.js';
import { claim, claimPage } from './claim.js';
import { SlotGranter } from '../slots/slot-granter.js';
import { evaluate } from './evaluate.js';
import type { RunDeps } from './run-deps.js';
import { RecentHeads } from './recent-heads.js';
import { recordTurn } from './record-turn.js';

export { childrenOf } from '../children/children.sql.js';
export { previewControl, requestControl } from './request-control.js';
export type { AddedInstance } from './added-instance.js';
export type { MovedInstances } from './move-version.js';
export type { NewControl, Preview, RequestedControl } from './request-control.js';
export { type PastRun, readPast } from './past.sql.js';
export { readSnapshot } from './load-run.js';
export { readRunEvents } from './read-stream.sql.js';
export { reopenRun } from './reopen.sql.js';
export { hasEnded, lockRun } from './run-row.sql.js';

/** What templates and conditions that the run itself evaluates may read. */
export interface RunAccess {
  secrets: SecretSource;
  masker: Masker;
  /** This worker has an inline lane, too (ARCHITECTURE decision 18). */
  inline?: boolean;
}

/** The local activities of the run workflow, bound to a database. */
export function createRunActivities(
  pool: Pool,
  notifier: Notifier,
  { secrets, masker, inline = false }: RunAccess,
): RunActivities {
  const dags = new DagCache(pool);
  const slots = new SlotGranter(pool, () => undefined);
  const deps: RunDeps = { pool, notifier, slots, dags, heads: new RecentHeads() };
  return {
    claim: async (input) => {
      const answer = await claim(deps, input);
      return inline && answer.kind !== 'superseded' ? { ...answer, inline } : answer;
    },
    claimPage: (input) => claimPage(deps, input),
    recordTurn: (input) => recordTurn(deps, input),
    evaluate: (input) => evaluate({ pool, dags, secrets, masker }, input),
  };
}
