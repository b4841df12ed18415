import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import { readRow } from '../platform/database/reading.js';
import { badInput } from '../platform/graphql/errors.js';
import { paced } from '../platform/graphql/paced.js';
import { PullStream } from '../platform/graphql/pull-stream.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { wakeOn } from '../platform/graphql/wake-on.js';
import type { DagRunModel } from './runs.model.js';
import { RunQueries } from './runs.queries.js';

const TASKS_GAP_MS = 100;

/** A run's current state at once, then each change. Changes closer than one read are merged; it never goes back. */
@Injectable()
export class RunChanges {
  constructor(
    @Inject(RunQueries) private readonly runs: RunQueries,
    @Inject(LISTENER) private readonly listener: Listener,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  follow(dagRunId: string, context: RequestContext): AsyncIterableIterator<{ dagRunChanged: DagRunModel }> {
    let seen = '';
    return new PullStream({
      listen: (wake) => this.listen(dagRunId, wake),
      read: async () => {
        const mark = await this.mark(dagRunId);
        if (mark === seen) return { items: [] };
        seen = mark;
        const run = await this.runs.run(dagRunId);
        if (run === null) throw badInput(`no run "${dagRunId}"`);
        context.loaders.clear();
        return { items: [{ dagRunChanged: run }] };
      },
    });
  }

  /** What a run as a whole comes to is told at once; its tasks' changes may come too fast for anybody to follow each. */
  private async listen(dagRunId: string, wake: () => void): Promise<() => void> {
    const isMeant = (payload: string): boolean => payload === dagRunId;
    const often = paced(wake, TASKS_GAP_MS);
    const stops = [
      often.stop,
      await wakeOn(this.listener, 'continuo_run', isMeant, wake),
      await wakeOn(this.listener, 'continuo_task', isMeant, often.call),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Differs after every change: the head of the run's stream, and how many attempts and pokes have begun and ended. Read before the run. */
  private async mark(dagRunId: string): Promise<string> {
    const row = await readRow<{ mark: string }>(this.pool, MARK, [dagRunId]);
    return row?.mark ?? 'unknown';
  }
}

const MARK = `
select concat_ws('/', r.epoch, r.head, r.state, r.admitted_at,
  (select concat_ws('/', count(*), count(ended_at)) from task_attempts where dag_run_id = r.id),
  (select sum(poke_count) from task_instances where dag_run_id = r.id)) as mark
from dag_runs r where r.id = $1`;
