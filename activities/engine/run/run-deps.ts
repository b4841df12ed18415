import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import type { SlotGranter } from '../slots/slot-granter.js';
import type { DagCache } from '../context/dag-cache.js';
import type { RecentHeads } from './recent-heads.js';

/** What the run's local activities need of their process. */
export interface RunDeps {
  pool: Pool;
  dags: DagCache;
  heads: RecentHeads;
  notifier: Notifier;
  /** Looks at the queues of pools after a turn that may have moved them. */
  slots: SlotGranter;
}
