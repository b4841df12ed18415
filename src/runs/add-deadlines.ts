import type { CompiledDag } from '../domain/dag/index.js';
import { BACKFILL_REFERENCES, type DueDeadline, dueDeadlines } from '../domain/deadlines/due-deadlines.js';
import type { Tx } from '../platform/database/transaction.js';

/** A run that is being created, as far as its deadlines need it. Instants as RFC 3339. */
export interface NewRunDates {
  id: string;
  versionNumber: number;
  deadlines: CompiledDag['deadlines'];
  backfill: boolean;
  queuedAt: string;
  logicalDate: string | null;
  dataIntervalEnd: string | null;
}

/** In the transaction that creates the runs. Runs without deadlines cost nothing. */
export const addDeadlines = (tx: Tx, runs: readonly NewRunDates[]): Promise<void> =>
  insert(
    tx,
    runs.flatMap((run) => rowsOf(run, dueAtCreation(run))),
  );

const msOrNull = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

function dueAtCreation(run: NewRunDates): DueDeadline[] {
  const references = {
    queuedAt: Date.parse(run.queuedAt),
    logicalDate: msOrNull(run.logicalDate),
    dataIntervalEnd: msOrNull(run.dataIntervalEnd),
    startedAt: null,
  };
  return dueDeadlines(run.deadlines, references, run.backfill ? BACKFILL_REFERENCES : undefined);
}

/** In the transaction of the run's start: those that count from it. A second start, after a clear, changes none. */
export async function addStartDeadlines(
  tx: Tx,
  run: Pick<NewRunDates, 'id' | 'versionNumber' | 'deadlines'>,
  startedAt: string,
): Promise<void> {
  const references = { queuedAt: null, logicalDate: null, dataIntervalEnd: null, startedAt: Date.parse(startedAt) };
  await insert(tx, rowsOf(run, dueDeadlines(run.deadlines, references)));
}

const rowsOf = ({ id, versionNumber }: Pick<NewRunDates, 'id' | 'versionNumber'>, due: readonly DueDeadline[]) =>
  due.map((each) => ({ ...each, dagRunId: id, versionNumber }));

async function insert(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await tx.query({ name: 'insertDeadlines', text: INSERT, values: [JSON.stringify(rows)] });
}

/** Who waits for the next deadline hears of it when it is committed. */
const INSERT = `
with inserted as (
  insert into deadlines (dag_run_id, version_number, position, rule, at)
  select "dagRunId", "versionNumber", position, rule, to_timestamp(at / 1000.0)
  from jsonb_to_recordset($1::jsonb) as d("dagRunId" text, "versionNumber" int, position int, rule text, at float8)
  on conflict do nothing returning 1
)
select pg_notify('continuo_deadlines', '') from inserted limit 1`;
