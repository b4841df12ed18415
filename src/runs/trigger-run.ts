import { Inject, Injectable } from '@nestjs/common';
import { type CompiledVersion, type TaskShape, VersionReader } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { nowInstant } from '../platform/instant.js';
import { uuid7 } from '../platform/uuid7.js';
import { admitRuns } from './admission.js';
import { createRun, type NewInstance } from './create-run.js';
import { type DataInterval, manualInterval } from './manual-interval.js';
import { instantOf, LONGEST_RUN_ID, manualRunId, microsOf, RUN_ID } from './run-id.js';
import { resolveRunParams } from './run-params.js';
import type { TriggerDagInput } from './runs.input.js';

export type Triggered =
  { created: string } | { exists: string; message: string } | { dagNotFound: true } | { issues: DagIssueModel[] };

/** Which names the new run has: its run id, its logical date, and the instant of the trigger. */
interface RunNames {
  runId: string;
  logicalDate: string | null;
  dataInterval: DataInterval | null;
  runAfter: string;
}

/** The run that a new one repeats: on the same data, with other params. */
export interface FirstRun {
  id: string;
  dataInterval: DataInterval | null;
}

/** How a person's trigger becomes a run. */
@Injectable()
export class RunTrigger {
  constructor(@Inject(VersionReader) private readonly versions: VersionReader) {}

  /** In the caller's transaction. The DAG's row is locked, so that the names of two triggers at once do not meet. */
  async trigger(
    tx: Tx,
    input: TriggerDagInput,
    context: RequestContext,
    first: FirstRun | null = null,
  ): Promise<Triggered | Refused> {
    const runId = input.runId ?? null;
    if (runId !== null && (!RUN_ID.test(runId) || runId.length > LONGEST_RUN_ID)) {
      return refuse('INVALID', `runId: 1 to ${LONGEST_RUN_ID} characters of A–Z a–z 0–9 _ . ~ : + -`);
    }
    const { rows } = await tx.query<{ number: number }>(
      'select latest_version as number from dags where id = $1 for no key update',
      [input.dagId],
    );
    const latest = rows[0];
    if (latest === undefined) return { dagNotFound: true };
    const version = await this.versions.compiled(tx, input.dagId, latest.number);
    const resolved = resolveRunParams(version.spec, input.conf ?? {});
    if ('issues' in resolved) return resolved;
    const names = await freeNames(tx, input, version);
    if ('exists' in names) return names;
    const repeats = first === null ? {} : { dataInterval: first.dataInterval, rerunOf: first.id };
    return { created: await createTriggered(tx, input, context, version, { ...resolved, ...names, ...repeats }) };
  }
}

async function createTriggered(
  tx: Tx,
  input: TriggerDagInput,
  context: RequestContext,
  version: CompiledVersion,
  found: RunNames & { params: JsonObject; conf: JsonObject; rerunOf?: string },
): Promise<string> {
  const id = uuid7();
  const payload = { ...found, versionNumber: version.number, versionHash: version.hash, note: input.note ?? null };
  const event = eventOf(context, { type: 'RunCreated', payload: {}, reason: input.reason });
  const [triggeredBy, tasks] = [actorOf(context.principal), [...version.tasks.values()].map(newInstance)];
  await createRun(tx, { id, dagId: input.dagId, type: 'MANUAL', payload, triggeredBy, tasks }, event);
  await admitRuns(tx, input.dagId);
  return id;
}

const newInstance = (task: TaskShape): NewInstance => ({ ...task, operator: task.type, maxTries: task.retries + 1 });

/** Names that no run of the DAG has. Only a name that the caller gave can be taken; ours move on by a microsecond. */
async function freeNames(
  tx: Tx,
  input: TriggerDagInput,
  version: CompiledVersion,
): Promise<RunNames | Extract<Triggered, { exists: string }>> {
  for (let micros = microsOf(nowInstant()); ; micros += 1n) {
    const names = namesAt(instantOf(micros), input, version);
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

function namesAt(instant: string, input: TriggerDagInput, version: CompiledVersion): RunNames {
  const logicalDate = input.logicalDate === undefined ? instant : input.logicalDate;
  const dataInterval = logicalDate === null ? null : manualInterval(version.spec.schedule, logicalDate);
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
