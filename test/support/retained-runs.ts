import { randomUUID } from 'node:crypto';
import { createRunActivities } from '../../activities/engine/run/index.js';
import type { NormalizedDag } from '../../src/domain/dag/index.js';
import { Notifier } from '../../src/event-store/index.js';
import { KEEP_ALL, type Retention } from '../../src/platform/config/retention.js';
import { expireAll } from '../../src/retention/retention-job.js';
import { freshDatabase, type FreshDatabase } from './database.js';
import { operatorOf, specWorker } from './engine.js';
import { runToEnd } from './run-to-end.js';
import { NO_SECRETS } from './spec-relay.js';

export const HOUR = 3_600_000;

/** A database whose runs end, grow old and expire. */
export interface RetainedRuns {
  db: FreshDatabase;
  /** A round of the retention job; what is not said is kept. */
  expire(retention: Partial<Retention>): Promise<void>;
  end(dagRunId: string): Promise<void>;
  /** The runs have ended so long ago, and nobody is to be told of them any more. */
  age(dagRunIds: readonly string[], hours?: number): Promise<void>;
  close(): Promise<void>;
}

export async function retainedRuns(): Promise<RetainedRuns> {
  const db = await freshDatabase();
  const notifier = new Notifier(db.pool);
  const run = createRunActivities(db.pool, notifier, NO_SECRETS);
  const says = operatorOf('says', ({ logger }) => {
    logger.info('something');
    return { value: 42 };
  });
  const worker = await specWorker(db, [says]);
  return {
    db,
    expire: (retention) => expireAll({ pool: db.pool, notifier, retention: { ...KEEP_ALL, ...retention } }),
    end: (dagRunId) => runToEnd(db.pool, worker, run, dagRunId),
    age: async (dagRunIds, hours = 2) => {
      await db.pool.query(
        `update dag_runs set ended_at = ended_at - $2 * interval '1 hour', queued_at = queued_at - $2 * interval '1 hour' where id = any($1)`,
        [dagRunIds, hours],
      );
      await db.pool.query(`update notifications set state = 'DELIVERED' where dag_run_id = any($1)`, [dagRunIds]);
    },
    close: async () => {
      await worker.close();
      await db.drop();
    },
  };
}

/** A DAG of one task that logs a line and answers a value, under a name that nobody has used. */
export const sayingDag = (more: object = {}): NormalizedDag =>
  ({ id: `dag_${randomUUID().slice(0, 8)}`, tasks: { a: { type: 'says' } }, ...more }) as unknown as NormalizedDag;
