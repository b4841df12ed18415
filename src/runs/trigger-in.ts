import type { CompiledVersion, VersionReader } from '../dags/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import type { TimetableParts } from '../domain/schedule/timetable.js';
import type { Tx } from '../platform/database/transaction.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';
import { nowInstant } from '../platform/instant.js';
import { uuid7 } from '../platform/uuid7.js';
import { admitRuns } from './admission.js';
import { createRun, type ParentTry } from './create-run.js';
import { type DataInterval, manualInterval } from './manual-interval.js';
import { newInstances } from './new-instances.js';
import { automatedKind, instantOf, LONGEST_RUN_ID, manualRunId, microsOf, RUN_ID } from './run-id.js';
import { resolveRunParams } from './run-params.js';
import type { TriggerDagInput } from './runs.input.js';

export type Triggered =
  | { created: string }
  | { exists: string; message: string }
  | { dagNotFound: true }
  | { issues: DagIssueModel[] }
  /** The run id is one of those that only other kinds of runs have; the message names the field. */
  | { reserved: string };

/** What a trigger asks for. */
export type WantedRun = Pick<TriggerDagInput, 'dagId' | 'conf' | 'runId' | 'logicalDate' | 'note'>;

/** The run that a new one repeats: on the same data, with other params. */
export interface FirstRun {
  id: string;
  dataInterval: DataInterval | null;
}

/** Who asks for the run: the event that tells of it, without its type's payload, and the try of triggerDag where one does. */
export interface TriggeredBy {
  event: EventDraft;
  parent?: ParentTry;
  first?: FirstRun;
  /** What schedules name; absent: a schedule that names something has points for manual intervals. */
  parts?: (schedule: NormalizedSchedule | null) => TimetableParts;
}

/** Which names the new run has: its run id, its logical date, and the instant of the trigger. */
interface RunNames {
  runId: string;
  logicalDate: string | null;
  dataInterval: DataInterval | null;
  runAfter: string;
}

/** null for a run id that can be one, else what is wrong with it. */
export const wrongRunId = (runId: string | null | undefined): string | null =>
  runId == null || (RUN_ID.test(runId) && runId.length <= LONGEST_RUN_ID)
    ? null
    : `runId: 1 to ${LONGEST_RUN_ID} characters of A–Z a–z 0–9 _ . ~ : + -`;

/** null for a run id that a manual run may have, else what is wrong with it. */
const reservedRunId = (runId: string | null | undefined): string | null => {
  const kind = runId == null ? null : automatedKind(runId);
  return kind === null ? null : `runId: only ${kind.replace('_', '-')} runs have ids that begin with ${kind}__`;
};

/** Creates a run in the caller's transaction. The DAG's row is locked, so that the names of two triggers at once do not meet. */
export async function triggerIn(
  tx: Tx,
  versions: Pick<VersionReader, 'compiled'>,
  input: WantedRun,
  by: TriggeredBy,
): Promise<Triggered> {
  const { rows } = await tx.query<{ number: number }>(
    'select latest_version as number from dags where id = $1 for no key update',
    [input.dagId],
  );
  const latest = rows[0];
  if (latest === undefined) return { dagNotFound: true };
  const version = await versions.compiled(tx, input.dagId, latest.number);
  const resolved = resolveRunParams(version.spec, input.conf ?? {});
  if ('issues' in resolved) return resolved;
  const names = await freeNames(tx, input, version, by.parts);
  if ('exists' in names) return names;
  // after it: a scheduled run may be named, to wait for it or to clear it, but none is made in its name
  const reserved = reservedRunId(input.runId);
  if (reserved !== null) return { reserved };
  return { created: await createTriggered(tx, input, by, version, { ...resolved, ...names, ...repeated(by) }) };
}

const repeated = ({ first }: TriggeredBy): { dataInterval?: DataInterval | null; rerunOf?: string } =>
  first === undefined ? {} : { dataInterval: first.dataInterval, rerunOf: first.id };

async function createTriggered(
  tx: Tx,
  input: WantedRun,
  by: TriggeredBy,
  version: CompiledVersion,
  found: RunNames & { params: JsonObject; conf: JsonObject; rerunOf?: string },
): Promise<string> {
  const id = uuid7();
  const payload = { ...found, versionNumber: version.number, versionHash: version.hash, note: input.note ?? null };
  const { event, parent = null } = by;
  const { logicalDate } = payload;
  const tasks = newInstances(version, { logicalDate, allTasks: false });
  const { deadlines } = version.compiled;
  await createRun(
    tx,
    { id, dagId: input.dagId, type: 'MANUAL', payload, triggeredBy: event.actor, tasks, deadlines, parent },
    event,
  );
  await admitRuns(tx, input.dagId);
  return id;
}

/** Names that no run of the DAG has. Only a name that the caller gave can be taken; ours move on by a microsecond. */
async function freeNames(
  tx: Tx,
  input: WantedRun,
  version: CompiledVersion,
  parts: TriggeredBy['parts'],
): Promise<RunNames | Extract<Triggered, { exists: string }>> {
  for (let micros = microsOf(nowInstant()); ; micros += 1n) {
    const names = namesAt(instantOf(micros), input, version, parts);
    const taken = await runWith(tx, input.dagId, names);
    if (taken === null) return names;
    if (input.runId != null && taken.runId === input.runId) {
      return { exists: taken.id, message: `dag "${input.dagId}" has a run "${input.runId}" already` };
    }
    if (input.logicalDate != null && taken.sameDate) {
      return {
        exists: taken.id,
        message: `dag "${input.dagId}" has a run of logical date ${input.logicalDate} already`,
      };
    }
  }
}

function namesAt(instant: string, input: WantedRun, { spec }: CompiledVersion, parts: TriggeredBy['parts']): RunNames {
  const logicalDate = input.logicalDate === undefined ? instant : input.logicalDate;
  const schedule = spec.schedule ?? null;
  const dataInterval = logicalDate === null ? null : manualInterval(schedule, logicalDate, parts?.(schedule));
  return { runId: input.runId ?? manualRunId(instant), logicalDate, dataInterval, runAfter: instant };
}

async function runWith(
  tx: Tx,
  dagId: string,
  names: RunNames,
): Promise<{ id: string; runId: string; sameDate: boolean } | null> {
  const { rows } = await tx.query<{ id: string; runId: string; sameDate: boolean }>(
    `select id, run_id as "runId", logical_date is not distinct from $3::timestamptz as "sameDate"
     from dag_runs where dag_id = $1 and (run_id = $2 or logical_date = $3) order by run_id = $2 desc limit 1`,
    [dagId, names.runId, names.logicalDate],
  );
  return rows[0] ?? null;
}
