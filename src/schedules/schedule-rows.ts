import type { ScheduleCursor } from '../domain/schedule/tick.js';
import { isoOf } from '../domain/time/instant.js';
import type { Queryable } from '../platform/database/reading.js';
import type { Tx } from '../platform/database/transaction.js';
import type { ScheduleBasis } from './schedule-basis.js';

/** A DAG as a tick sees it. Instants in ms since the epoch. */
export interface ScheduleState {
  dagId: string;
  paused: boolean;
  versionNumber: number;
  maxActiveRuns: number;
  /** maxActiveRuns less the runs that are queued or running, those of backfills excluded. */
  room: number;
  /** false: the DAG has never had a schedule. */
  hasRow: boolean;
  basis: ScheduleBasis | null;
  cursor: ScheduleCursor;
  wakeAt: number | null;
  withheld: boolean;
  error: string | null;
  /** The database's clock. */
  now: number;
}

/** What a row is set to. */
export type ScheduleChange = Pick<ScheduleState, 'dagId' | 'basis' | 'cursor' | 'wakeAt' | 'withheld' | 'error'>;

type Row = Omit<ScheduleState, 'cursor' | 'basis'> & {
  basis: ScheduleBasis | null;
  lastStart: number | null;
  lastEnd: number | null;
  logicalDate: number | null;
  nextStart: number | null;
  nextEnd: number | null;
  runAfter: number | null;
};

/** For the lock of their dags rows, to be asked in a statement of its own after it: else what others committed meanwhile is not seen. */
export async function readSchedules(db: Queryable, dagIds: readonly string[]): Promise<ScheduleState[]> {
  const { rows } = await db.query<Row>({ name: 'readSchedules', text: READ, values: [dagIds] });
  return rows.map(stateOf);
}

function stateOf({ lastStart, lastEnd, logicalDate, nextStart, nextEnd, runAfter, ...row }: Row): ScheduleState {
  const last = lastStart === null || lastEnd === null ? null : { start: lastStart, end: lastEnd };
  const next =
    logicalDate === null || nextStart === null || nextEnd === null || runAfter === null
      ? null
      : { logicalDate, interval: { start: nextStart, end: nextEnd }, runAfter };
  return { ...row, cursor: { last, next } };
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const READ = `
select d.id as "dagId", d.paused, d.latest_version as "versionNumber", s.dag_id is not null as "hasRow", s.basis,
  d.max_active_runs as "maxActiveRuns", d.max_active_runs - (select count(*) from dag_runs r where r.dag_id = d.id and r.ended_at is null and r.backfill_id is null)::int as room,
  ${ms('s.last_start')} as "lastStart", ${ms('s.last_end')} as "lastEnd", ${ms('s.next_logical_date')} as "logicalDate",
  ${ms('s.next_start')} as "nextStart", ${ms('s.next_end')} as "nextEnd", ${ms('s.next_run_after')} as "runAfter",
  ${ms('s.wake_at')} as "wakeAt", coalesce(s.withheld, false) as withheld, s.error, floor(${ms('clock_timestamp()')}) as now
from dags d left join schedules s on s.dag_id = d.id
where d.id = any($1)
order by s.wake_at nulls last, d.id`;

/** Writes the rows; the caller holds the locks of their dags rows. */
export async function writeSchedules(tx: Tx, changes: readonly ScheduleChange[]): Promise<void> {
  if (changes.length === 0) return;
  const values = [JSON.stringify(changes.map(rowOf))];
  await tx.query({ name: 'writeSchedules', text: WRITE, values });
}

const iso = (instant: number | null | undefined): string | null => (instant == null ? null : isoOf(instant));

const rowOf = ({ dagId, basis, cursor: { last, next }, wakeAt, withheld, error }: ScheduleChange): object => ({
  ...{ dagId, basis, withheld, error, wakeAt: iso(wakeAt), lastStart: iso(last?.start), lastEnd: iso(last?.end) },
  ...{ logicalDate: iso(next?.logicalDate), nextStart: iso(next?.interval.start), nextEnd: iso(next?.interval.end) },
  runAfter: iso(next?.runAfter),
});

const WRITE = `
insert into schedules as s (dag_id, basis, last_start, last_end, next_logical_date, next_start, next_end, next_run_after, wake_at, withheld, error)
select "dagId", basis, "lastStart", "lastEnd", "logicalDate", "nextStart", "nextEnd", "runAfter", "wakeAt", withheld, error
from jsonb_to_recordset($1::jsonb) as c("dagId" text, basis jsonb, "lastStart" timestamptz, "lastEnd" timestamptz, "logicalDate" timestamptz,
  "nextStart" timestamptz, "nextEnd" timestamptz, "runAfter" timestamptz, "wakeAt" timestamptz, withheld boolean, error text)
on conflict (dag_id) do update set basis = excluded.basis, last_start = excluded.last_start, last_end = excluded.last_end,
  next_logical_date = excluded.next_logical_date, next_start = excluded.next_start, next_end = excluded.next_end,
  next_run_after = excluded.next_run_after, wake_at = excluded.wake_at, withheld = excluded.withheld, error = excluded.error,
  updated_at = clock_timestamp()`;
