import type { Pool } from 'pg';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import type { AwaitedRun, AwaitedTarget, ExternalRuns } from '../../sdk/index.js';
import type { Body } from '../attempt/body.js';
import { cancelFailure } from '../attempt/body-end.js';
import { patiently, type OnWait } from '../attempt/patiently.js';
import type { WorkerIdentity } from '../attempt/worker-identity.js';
import type { DagCache } from '../context/dag-cache.js';
import { latestVersionOf, markAwaited, readAwaitedTasks, registerWait } from './external.sql.js';

export interface ExternalDeps {
  pool: Pool;
  dags: DagCache;
  worker: WorkerIdentity;
  onError: OnWait;
}

/** The runs of other DAGs that a body may wait for. */
export function externalRunsOf(body: Body, deps: ExternalDeps): ExternalRuns {
  const { onError } = deps;
  return {
    soft: body.facts.task?.softFail ?? false,
    watch: (target) => patiently(() => watch(body, deps, target), onError, body.signal),
    missing: (target) => patiently(() => missing(deps, target), onError, body.signal),
  };
}

/**
 * Registers, then looks. The wait is committed before the run is locked, so that whoever is behind in the run's lock finds it; a run that is created meanwhile
 * has seen the wait, or is there to be locked (see lockNewRuns).
 */
async function watch({ begun }: Body, deps: ExternalDeps, target: AwaitedTarget): Promise<AwaitedRun | null> {
  const { pool, worker } = deps;
  const owner = { incarnation: worker.incarnation, fence: begun.fence };
  const name = await inTransaction(pool, (tx) => registerWait(tx, begun.ref, owner, target));
  if (name === null) throw cancelFailure();
  return inTransaction(pool, async (tx) => {
    const run = await markAwaited(tx, name);
    if (run === null) return null;
    const { state, ...named } = run;
    const { part } = target;
    const parts = part === null ? [{ name: 'the run', states: [state] }] : await readAwaitedTasks(tx, run.id, part);
    return { ...named, parts };
  });
}

async function missing({ pool, dags }: ExternalDeps, { dagId, part }: AwaitedTarget): Promise<string | null> {
  const version = await latestVersionOf(pool, dagId);
  if (version === null) return `there is no DAG "${dagId}"`;
  if (part === null) return null;
  const { tasks } = await dags.load(dagId, version);
  if ('group' in part) {
    const prefix = `${part.group}.`;
    return [...tasks.keys()].some((id) => id.startsWith(prefix)) ? null : `DAG "${dagId}" has no group "${part.group}"`;
  }
  const absent = part.tasks.filter((id) => !tasks.has(id));
  return absent.length === 0 ? null : `DAG "${dagId}" has no task "${absent.join('", "')}"`;
}
