import type { CompiledVersion, VersionReader } from '../dags/index.js';
import type { Actor } from '../domain/events/actor.js';
import type { EventDraft } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import type { RunCause } from '../domain/runs/run-cause.js';
import { isoOf } from '../domain/time/instant.js';
import type { Tx } from '../platform/database/transaction.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';
import { nowInstant } from '../platform/instant.js';
import { uuid7 } from '../platform/uuid7.js';
import { type BackfillPlace, createRuns, type NewRun } from './create-run.js';
import { newInstances } from './new-instances.js';
import { resolveRunParams } from './run-params.js';
import { readTakenNames } from './taken-names.js';

/** A run that is due, and for what. Instants in ms since the epoch. */
export interface AutomatedRun {
  dagId: string;
  type: 'SCHEDULED' | 'BACKFILL' | 'ASSET_TRIGGERED';
  due: { logicalDate: number | null; interval: { start: number; end: number } | null; runAfter: number };
  runId: string;
  conf: JsonObject;
  /** Why it exists; goes into RunCreated and the run's row. */
  cause: RunCause;
  actor: Actor;
  reason?: string | null;
  backfill?: BackfillPlace;
  /** The partition of assets that the run is for. */
  partitionKey?: string | null;
}

export type Automated =
  | { created: string }
  /** The DAG has a run of this logical date, or of this run id. */
  | { exists: string; message: string }
  /** The DAG's params cannot be filled without a person. */
  | { issues: DagIssueModel[] };

/**
 * The one way in which schedules, backfills and assets make a run: its first event, its row and its instances, pinned to the DAG's latest
 * version, queued. The caller holds the lock of the dags row, and calls admitRuns.
 * @throws for a DAG that is not there
 */
export async function createAutomatedRun(
  tx: Tx,
  versions: Pick<VersionReader, 'compiledAll'>,
  run: AutomatedRun,
): Promise<Automated> {
  const [made] = await createAutomatedRuns(tx, versions, [run]);
  if (made === undefined) throw new Error(`nothing became of run ${run.runId}`);
  return made;
}

/** `createAutomatedRun` for many, in as many statements as for one. No two of them may have the same names. Answers in their order. */
export async function createAutomatedRuns(
  tx: Tx,
  versions: Pick<VersionReader, 'compiledAll'>,
  wanted: readonly AutomatedRun[],
): Promise<Automated[]> {
  if (wanted.length === 0) return [];
  const [latest, taken] = [await latestVersions(tx, versions, wanted), await readTakenNames(tx, wanted.map(namesOf))];
  const planned = wanted.map((run, i) => plan(run, latest.get(run.dagId), taken[i] ?? null));
  await createRuns(
    tx,
    planned.flatMap((each) => ('run' in each ? [each] : [])),
  );
  return planned.map((each) => ('run' in each ? { created: each.run.id } : each));
}

async function latestVersions(
  tx: Tx,
  versions: Pick<VersionReader, 'compiledAll'>,
  wanted: readonly AutomatedRun[],
): Promise<ReadonlyMap<string, CompiledVersion>> {
  const ids = [...new Set(wanted.map(({ dagId }) => dagId))];
  const { rows } = await tx.query<{ dagId: string; number: number }>({
    ...{ name: 'latestVersions', text: 'select id as "dagId", latest_version as number from dags where id = any($1)' },
    values: [ids],
  });
  const compiled = await versions.compiledAll(tx, rows);
  return new Map(compiled.map((version) => [version.dagId, version]));
}

const namesOf = ({ dagId, runId, due }: AutomatedRun) => ({
  dagId,
  runId,
  logicalDate: due.logicalDate === null ? null : isoOf(due.logicalDate),
});

type Planned = { run: NewRun; event: EventDraft } | Exclude<Automated, { created: string }>;

function plan(wanted: AutomatedRun, version: CompiledVersion | undefined, taken: string | null): Planned {
  const { dagId, type, actor, reason = null, backfill = null } = wanted;
  if (version === undefined) throw new Error(`dag ${dagId} is gone`);
  if (taken !== null)
    return { exists: taken, message: `dag "${dagId}" has a run of this logical date or run id already` };
  const resolved = resolveRunParams(version.spec, wanted.conf);
  if ('issues' in resolved) return resolved;
  const payload = { ...payloadOf(wanted), ...resolved, versionNumber: version.number, versionHash: version.hash };
  const { logicalDate } = payload;
  const tasks = newInstances(version, { logicalDate, allTasks: type === 'BACKFILL' });
  const { deadlines } = version.compiled;
  const run = { id: uuid7(), dagId, type, payload, triggeredBy: actor, backfill, tasks, deadlines };
  return { run, event: { type: 'RunCreated', occurredAt: nowInstant(), actor, reason, payload: {} } };
}

const payloadOf = ({ runId, due, cause, partitionKey = null }: AutomatedRun) => ({
  runId,
  cause,
  note: null,
  ...(partitionKey === null ? {} : { partitionKey }),
  runAfter: isoOf(due.runAfter),
  logicalDate: due.logicalDate === null ? null : isoOf(due.logicalDate),
  dataInterval: due.interval === null ? null : { start: isoOf(due.interval.start), end: isoOf(due.interval.end) },
});
