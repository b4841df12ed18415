import type {
  ControlFact,
  DagPauseFact,
  OutcomeFact,
  Redispatch,
  RunFacts,
  WakeFact,
} from '../../../src/domain/runs/run-inputs.js';
import { attemptStream, queueStream, type TryKey } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/**
 * Everything that the run has not read: settled tickets, unapplied controls, tickets whose delivery may have died with a worker, waits that were
 * woken, slots that were granted, a DAG that was paused or unpaused.
 */
export async function readFacts(tx: Tx, dagRunId: string): Promise<RunFacts> {
  const { rows } = await tx.query<FactsRow>({ name: 'readFacts', text: `select ${FACTS}`, values: [dagRunId] });
  if (rows[0] === undefined) throw new Error('no answer to the facts of a run');
  return factsOf(dagRunId, rows[0]);
}

export interface FactsRow {
  outcomes: OutcomeRow[];
  controls: ControlFact[];
  redispatch: Redispatch[];
  leases: TryKey[];
  wakes: WakeFact[];
  dagPause: DagPauseFact | null;
}

export const factsOf = (
  dagRunId: string,
  { outcomes, controls, redispatch, leases, wakes, dagPause }: FactsRow,
): RunFacts => ({
  outcomes: outcomes.map((outcome) => factOf(dagRunId, outcome)),
  controls,
  redispatch,
  ...(leases.length > 0 ? { leases } : {}),
  ...(wakes.length > 0 ? { wakes } : {}),
  ...(dagPause === null ? {} : { dagPause }),
});

/**
 * For an execution that knows of no lease: all open tickets of the run that hold the slots they asked for, and those that have begun before, for what
 * became of their poke may be unheard; begin says it.
 */
export async function readLeases(tx: Tx, dagRunId: string): Promise<TryKey[]> {
  const text = `select ${leases('granted or poke > 0')} as leases`;
  const { rows } = await tx.query<{ leases: TryKey[] }>({ name: 'readLeases', text, values: [dagRunId] });
  return rows[0]?.leases ?? [];
}

interface OutcomeRow extends Omit<OutcomeFact, 'cause'> {
  lostCount: number;
  begun: boolean;
}

/** The event that tells of the end: of the attempt, or of the queue where there was none. */
function factOf(dagRunId: string, { lostCount, begun, ...outcome }: OutcomeRow): OutcomeFact {
  const ref = { dagRunId, ...outcome };
  return { ...outcome, cause: begun ? `${attemptStream(ref, lostCount + 1)}:1` : `${queueStream(ref)}:1` };
}

const leases = (which: string): string => `
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number))
    from tickets where dag_run_id = $1 and outcome is null and pool is not null and (${which})), '[]')`;

/** Columns of a select; the run's id is $1. */
export const FACTS = `
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'outcome', outcome,
      'waitingSince', floor(extract(epoch from waiting_since) * 1000), 'lostCount', lost_count, 'begun', fence > 0) order by settled_at)
    from tickets where dag_run_id = $1 and outcome is not null and not read), '[]') as outcomes,
  coalesce((select json_agg(json_build_object('number', number, 'request', input,
      'actor', json_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name), 'reason', reason) order by number)
    from controls where dag_run_id = $1 and applied_at is null), '[]') as controls,
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'generation', generation))
    from tickets where dag_run_id = $1 and outcome is null and generation > 0), '[]') as redispatch,
  ${leases('granted and owner is null')} as leases,
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'poke', poke))
    from tickets where dag_run_id = $1 and outcome is null and owner is null and poke > 0 and woken), '[]') as wakes,
  (select json_build_object('paused', d.paused, 'actor', coalesce(p.actor, json_build_object('kind', 'SYSTEM', 'id', 'dag', 'name', d.id)),
      'reason', p.reason, 'cause', p.id)
    from dag_runs r join dags d on d.id = r.dag_id left join lateral (
      select json_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, reason, stream || ':' || version as id
      from events where stream = 'dag-' || d.id and type in ('DagPaused', 'DagUnpaused') order by version desc limit 1) p on true
    where r.id = $1 and (d.paused or r.held)) as "dagPause"`;
