import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { readRows } from '../platform/database/reading.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import type { DeadlineModel } from './deadlines.model.js';

/** What is asked about deadlines. */
@Injectable()
export class DeadlineQueries {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  /** Of a run, the earliest first. */
  ofRun(context: RequestContext, dagRunId: string): Promise<DeadlineModel[]> {
    const batch = async (ids: readonly string[]): Promise<DeadlineModel[][]> => {
      const rows = await readRows<DeadlineModel & { dagRunId: string }>(this.pool, OF_RUNS.sql, [ids]);
      return ids.map((id) => rows.filter((row) => row.dagRunId === id));
    };
    return loaderOf(context, OF_RUNS, batch).load(dagRunId);
  }
}

const OF_RUNS = {
  sql: `select dag_run_id as "dagRunId", position, rule, at, met_at as "metAt", missed_at as "missedAt" from deadlines
  where dag_run_id = any($1) order by at, position`,
};
