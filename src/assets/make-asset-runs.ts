import type { VersionReader } from '../dags/index.js';
import { type AssetRun, judgeQueue } from '../domain/assets/judge-queue.js';
import { SCHEDULER } from '../domain/events/actor.js';
import type { RunCause } from '../domain/runs/run-cause.js';
import type { Tx } from '../platform/database/transaction.js';
import { admitRuns, createAutomatedRun } from '../runs/index.js';
import { forgetEvents, lockConsumer, markJudged, readQueue, roomOf, takeEvents } from './asset-queue.js';
import { assetRunNames } from './asset-run-names.js';

type Versions = Pick<VersionReader, 'compiled' | 'compiledAll'>;

export interface Made {
  runs: number;
  /** A run would follow, and waits until one of the DAG's runs ends. */
  withheld: boolean;
  /** Why no run can be made though one would follow; it is judged again when something changes. */
  problem: string | null;
}

const NOTHING: Made = { runs: 0, withheld: false, problem: null };

/** Ids that a cause lists; all of them stand in triggering_asset_events. */
const LISTED = 1_000;

/**
 * Makes the runs that follow from what is queued for a DAG, and takes their events, in one transaction under the DAG's row lock: however many processes ask,
 * an event starts one run of a DAG at most.
 */
export async function makeAssetRuns(tx: Tx, versions: Versions, dagId: string): Promise<Made> {
  const consumer = await lockConsumer(tx, dagId);
  if (consumer === null) return NOTHING;
  const queued = await readQueue(tx, dagId);
  if (consumer.paused) {
    await markJudged(tx, dagId, queued);
    return NOTHING;
  }
  const { spec } = await versions.compiled(tx, dagId, consumer.version);
  const { runs, withheld, forgotten } = judgeQueue(spec.schedule ?? null, queued, await roomOf(tx, dagId));
  const problems: string[] = [];
  for (const run of runs) {
    const problem = await makeRun(tx, versions, { dagId, version: consumer.version, run });
    if (problem !== null) problems.push(problem);
  }
  await forgetEvents(tx, dagId, forgotten);
  // what is withheld stays as it is: whoever looks next sees whether there is room
  if (!withheld) await markJudged(tx, dagId, queued);
  if (runs.length > 0) await admitRuns(tx, dagId);
  return { runs: runs.length - problems.length, withheld, problem: problems[0] ?? null };
}

interface Due {
  dagId: string;
  version: number;
  run: AssetRun;
}

/** null: made; else why it cannot be. */
async function makeRun(tx: Tx, versions: Versions, { dagId, version, run }: Due): Promise<string | null> {
  for (let n = 0; ; n += 1) {
    const { runId, ...times } = assetRunNames(run, n);
    const made = await createAutomatedRun(tx, versions, {
      ...{ dagId, runId, type: 'ASSET_TRIGGERED', conf: {}, actor: SCHEDULER, partitionKey: run.partition },
      due: { ...times, runAfter: run.runAfter },
      cause: causeOf(version, run),
    });
    if ('issues' in made) {
      const issues = made.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
      return `dag ${dagId} follows assets, and its params cannot be filled: ${issues}`;
    }
    if ('created' in made) {
      await takeEvents(tx, dagId, made.created, run.events);
      return null;
    }
  }
}

const causeOf = (version: number, { events, partition }: AssetRun): RunCause => ({
  kind: 'assets',
  version,
  events: events.slice(0, LISTED).map(({ id }) => id),
  eventCount: events.length,
  ...(partition === null ? {} : { partition }),
});
