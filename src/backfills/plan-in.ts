import type { CompiledVersion, VersionReader } from '../dags/index.js';
import {
  type BackfillAsked,
  type BackfilledDag,
  type BackfillRange,
  datesOfRange,
  type ExistingState,
  MOST_DATES,
  type PlannedDate,
  planBackfill,
  refuseBackfill,
} from '../domain/backfills/index.js';
import type { JsonObject } from '../domain/json.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import type { DueRun, TimetableParts } from '../domain/schedule/timetable.js';
import { isoOf, msOf } from '../domain/time/instant.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { resolveRunParams } from '../runs/index.js';
import type { CreateBackfillInput } from './backfills.input.js';

export interface PlannedBackfill {
  asked: BackfillAsked;
  conf: JsonObject;
  versionNumber: number;
  dates: PlannedDate[];
}

export interface PlanDeps {
  versions: Pick<VersionReader, 'compiled'>;
  /** The user's timetables and calendars. */
  parts(schedule: NormalizedSchedule): TimetableParts;
}

/**
 * What a backfill would be now; null for an unknown DAG. Nothing is written. Afterwards the lock of the dags row is held: what the plan says of the
 * DAG's backfills and runs stays true until the transaction ends. The dates are found before, for a long range takes its time.
 */
export async function planIn(
  tx: Tx,
  deps: PlanDeps,
  input: CreateBackfillInput,
): Promise<PlannedBackfill | Refused | null> {
  for (;;) {
    const seen = await readDag(tx, input.dagId, '');
    if (seen === null) return null;
    const version = await deps.versions.compiled(tx, input.dagId, seen.latest);
    const found = findDates(deps, version, input, seen);
    if ('refused' in found) return found;
    const dag = await readDag(tx, input.dagId, 'for no key update');
    if (dag === null) return null;
    if (dag.latest !== seen.latest) continue;
    return await planDates(
      tx,
      { asked: askedOf(input), dag: factsOf(version, await activeBackfill(tx, dag.id)), now: dag.now },
      found,
    );
  }
}

interface DagRow {
  id: string;
  latest: number;
  /** The database's clock, ms. */
  now: number;
}

async function readDag(tx: Tx, dagId: string, lock: '' | 'for no key update'): Promise<DagRow | null> {
  const { rows } = await tx.query<DagRow>(
    `select id, latest_version as latest, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now from dags where id = $1 ${lock}`,
    [dagId],
  );
  return rows[0] ?? null;
}

async function activeBackfill(tx: Tx, dagId: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>('select id from backfills where dag_id = $1 and ended_at is null', [
    dagId,
  ]);
  return rows[0]?.id ?? null;
}

interface Found {
  conf: JsonObject;
  versionNumber: number;
  dates: DueRun[];
}

const askedOf = (input: CreateBackfillInput): BackfillAsked => ({
  from: msOf(input.from),
  to: msOf(input.to),
  reprocess: input.reprocess ?? 'NONE',
  runBackwards: input.runBackwards === true,
  maxActiveRuns: input.maxActiveRuns ?? 10,
});

const factsOf = ({ dagId, spec, compiled }: CompiledVersion, activeBackfill: string | null): BackfilledDag => ({
  id: dagId,
  schedule: spec.schedule ?? null,
  dependsOnPast: compiled.tasks.some((task) => task.dependsOnPast || task.waitForDownstream),
  activeBackfill,
});

const startOf = ({ spec }: CompiledVersion) => ({
  startDate: spec.startDate == null ? null : msOf(spec.startDate),
  catchup: spec.catchup === true,
});

/** What follows from the version alone. */
function findDates(
  deps: PlanDeps,
  version: CompiledVersion,
  input: CreateBackfillInput,
  { now }: DagRow,
): Found | Refused {
  const asked = askedOf(input);
  const refusal = refuseBackfill(asked, factsOf(version, null), now);
  if (refusal !== null) return refuse(refusal.code, refusal.message);
  const resolved = resolveRunParams(version.spec, input.conf ?? {});
  if ('issues' in resolved)
    return refuse('INVALID', resolved.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const dates = readDates(deps, version, { ...asked, ...startOf(version), now });
  if ('refused' in dates) return dates;
  if (dates.length > MOST_DATES)
    return refuse('INVALID', `the range has more than ${MOST_DATES} dates: ask for it in parts`);
  if (dates.length === 0)
    return refuse('INVALID', 'the range has no logical date of the schedule whose data interval has ended');
  return { conf: resolved.conf, versionNumber: version.number, dates };
}

/** A timetable of the user's own may throw, and what a schedule names may be missing. */
function readDates(deps: PlanDeps, { spec }: CompiledVersion, range: BackfillRange): DueRun[] | Refused {
  const { schedule } = spec;
  if (schedule === undefined) return [];
  try {
    return datesOfRange(schedule, range, deps.parts(schedule));
  } catch (error) {
    return refuse('INVALID', `schedule: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function planDates(
  tx: Tx,
  { asked, dag, now }: { asked: BackfillAsked; dag: BackfilledDag; now: number },
  { dates, ...found }: Found,
): Promise<PlannedBackfill | Refused> {
  const refusal = refuseBackfill(asked, dag, now);
  if (refusal !== null) return refuse(refusal.code, refusal.message);
  const existing = await existingRuns(tx, dag.id, dates);
  const planned = planBackfill(dates, { ...asked, existing: (logicalDate) => existing.get(logicalDate) ?? null });
  return { ...found, asked, dates: planned };
}

async function existingRuns(tx: Tx, dagId: string, dates: readonly DueRun[]): Promise<Map<number, ExistingState>> {
  const { rows } = await tx.query<{ at: number; state: ExistingState }>(EXISTING, [
    dagId,
    dates.map(({ logicalDate }) => isoOf(logicalDate)),
  ]);
  return new Map(rows.map(({ at, state }) => [at, state]));
}

const EXISTING = `
select (extract(epoch from logical_date) * 1000)::float8 as at, state from dag_runs where dag_id = $1 and logical_date = any($2::timestamptz[])`;
