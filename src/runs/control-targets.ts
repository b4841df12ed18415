import { childrenOf, previewControl } from '../../activities/engine/run/index.js';
import type { Actor } from '../domain/events/actor.js';
import { type ControlRequest, EVERYTHING } from '../domain/runs/controls/control-request.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { MOST_RUNS, type OtherRuns, runsMeant } from './runs-meant.js';

/** What is asked of one run. */
export interface Target {
  dagRunId: string;
  request: ControlRequest;
  onLatestVersion?: boolean;
}

export interface TargetedCall extends Target {
  /** Earlier and later runs of the DAG that get the same control. */
  others?: OtherRuns;
  /** A clear goes on to the runs that the cleared tasks have triggered. */
  recursive?: boolean;
  reason: string | null;
}

/** As far as a clear goes down, as Airflow's markers (recursion_depth). */
const DEEPEST = 10;

/** Each run that a control goes to, once, with what is asked of it. All are locked. */
export async function targetsOf(tx: Tx, call: TargetedCall, actor: Actor): Promise<Target[] | Refused> {
  const runs = await runsMeant(tx, call.dagRunId, call.others);
  if ('refused' in runs) return runs;
  const { request, onLatestVersion = false } = call;
  const named = runs.ids.map((dagRunId) => ({ dagRunId, request, onLatestVersion }));
  if (call.recursive !== true || request.kind !== 'clearTasks') return named;
  const whole: ControlRequest = {
    kind: 'clearTasks',
    select: { ...EVERYTHING, onlyFailed: request.select.onlyFailed },
  };
  return withChildren(tx, named, whole, { actor, reason: call.reason });
}

/** The runs that tasks have triggered that would be cleared now, theirs, and so on; each is cleared whole, and keeps its version. */
async function withChildren(
  tx: Tx,
  named: readonly Target[],
  whole: ControlRequest,
  by: { actor: Actor; reason: string | null },
): Promise<Target[] | Refused> {
  const targets = new Map(named.map((target) => [target.dagRunId, target]));
  let level: readonly Target[] = named;
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: Target[] = [];
    for (const target of level) below.push(...(await triggeredBy(tx, target, whole, by)));
    level = below.filter(({ dagRunId }) => !targets.has(dagRunId));
    for (const target of level) targets.set(target.dagRunId, target);
    if (level.length > 0 && depth === DEEPEST)
      return refuse('INVALID', `recursive: triggered runs are nested deeper than ${DEEPEST}`);
    if (targets.size > MOST_RUNS) return refuse('INVALID', `recursive: more than ${MOST_RUNS} runs; ask for fewer`);
  }
  return [...targets.values()];
}

async function triggeredBy(
  tx: Tx,
  target: Target,
  whole: ControlRequest,
  by: { actor: Actor; reason: string | null },
): Promise<Target[]> {
  const seen = await previewControl(tx, { ...target, ...by });
  if (seen === null || 'refusal' in seen) return [];
  const children = await childrenOf(tx, target.dagRunId, seen.affected.map(instanceNamed));
  return children.map(({ id }) => ({ dagRunId: id, request: whole }));
}

/** @param name `taskId/mapIndex` */
function instanceNamed(name: string): { taskId: string; mapIndex: number } {
  const end = name.lastIndexOf('/');
  return { taskId: name.slice(0, end), mapIndex: Number(name.slice(end + 1)) };
}
