import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { explainAssetQueue } from '../assets/index.js';
import type { NextRunModel } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import { explainSchedule } from '../domain/schedule/explain-schedule.js';
import { isoOf } from '../domain/time/instant.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { cursorJson } from './cursor-json.js';
import { limitsOf } from './schedule-basis.js';
import { readSchedules, type ScheduleState } from './schedule-rows.js';
import type { ScheduleExplanationModel } from './schedules.model.js';

/** What is asked about the schedules of DAGs. */
@Injectable()
export class ScheduleQueries {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  /** null where none follows, and while the DAG is paused. */
  async nextRun(context: RequestContext, dagId: string): Promise<NextRunModel | null> {
    const { cursor, paused } = await this.state(context, dagId);
    if (cursor.next === null || paused) return null;
    const { logicalDate, interval, runAfter } = cursor.next;
    const dataInterval = { start: isoOf(interval.start), end: isoOf(interval.end) };
    return { logicalDate: isoOf(logicalDate), dataInterval, runAfter: isoOf(runAfter) };
  }

  async explain(context: RequestContext, dagId: string): Promise<ScheduleExplanationModel> {
    const state = await this.state(context, dagId);
    const { basis, paused, withheld, error, now, maxActiveRuns } = state;
    const { next } = state.cursor;
    const { endDate } = limitsOf(basis);
    const timed = Object.keys(basis?.schedule ?? {}).some((key) => TIMES.has(key));
    const assets = await explainAssetQueue(this.pool, dagId, basis?.schedule ?? null);
    const facts = { paused, timed, assets, next, withheld, error, endDate, maxActiveRuns, now };
    return { ...explainSchedule(facts), facts: factsOf(state) };
  }

  private state(context: RequestContext, dagId: string): Promise<ScheduleState> {
    const batch = async (ids: readonly string[]): Promise<ScheduleState[]> => {
      const states = new Map((await readSchedules(this.pool, ids)).map((state) => [state.dagId, state]));
      return ids.map((id) => states.get(id) ?? missing(id));
    };
    return loaderOf(context, STATES, batch).load(dagId);
  }
}

/** Names the loader. */
const STATES = {};

/** Keys of a schedule that make runs by time. */
const TIMES: ReadonlySet<string> = new Set(['cron', 'every', 'once', 'continuous', 'dates', 'custom']);

const factsOf = ({
  cursor,
  room,
  maxActiveRuns,
  paused,
  withheld,
  error,
  basis,
  wakeAt,
}: ScheduleState): JsonObject => ({
  ...cursorJson(cursor),
  ...{ paused, withheld, error, maxActiveRuns, activeRuns: maxActiveRuns - room, catchup: basis?.catchup ?? false },
  ...{ startDate: basis?.startDate ?? null, endDate: basis?.endDate ?? null },
  looksAt: wakeAt === null ? null : isoOf(wakeAt),
});

function missing(id: string): never {
  throw new Error(`dag ${id} is gone`);
}
