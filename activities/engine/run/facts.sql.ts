import type { ControlFact, OutcomeFact, Redispatch, RunFacts, WakeFact } from '../../../src/domain/runs/run-inputs.js';
import { attemptStream } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** Everything that the run has not read: settled tickets, unapplied controls, tickets whose delivery may have died with a worker, waits that were woken. */
export async function readFacts(tx: Tx, dagRunId: string): Promise<RunFacts> {
  const { rows } = await tx.query<FactsRow>({ name: 'readFacts', text: `select ${FACTS}`, values: [dagRunId] });
  if (rows[0] === undefined) throw new Error('no answer to the facts of a run');
  return factsOf(dagRunId, rows[0]);
}

export interface FactsRow {
  outcomes: OutcomeRow[];
  controls: ControlFact[];
  redispatch: Redispatch[];
  wakes: WakeFact[];
}

export const factsOf = (dagRunId: string, { outcomes, controls, redispatch, wakes }: FactsRow): RunFacts => ({
  outcomes: outcomes.map((outcome) => factOf(dagRunId, outcome)),
  controls,
  redispatch,
  ...(wakes.length > 0 ? { wakes } : {}),
});

interface OutcomeRow extends Omit<OutcomeFact, 'cause'> {
  lostCount: number;
}

function factOf(dagRunId: string, { lostCount, ...outcome }: OutcomeRow): OutcomeFact {
  return { ...outcome, cause: `${attemptStream({ dagRunId, ...outcome }, lostCount + 1)}:1` };
}

/** Columns of a select; the run's id is $1. */
export const FACTS = `
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'outcome', outcome,
      'waitingSince', floor(extract(epoch from waiting_since) * 1000), 'lostCount', lost_count) order by settled_at)
    from tickets where dag_run_id = $1 and outcome is not null and not read), '[]') as outcomes,
  coalesce((select json_agg(json_build_object('number', number, 'request', input,
      'actor', json_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name), 'reason', reason) order by number)
    from controls where dag_run_id = $1 and applied_at is null), '[]') as controls,
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'generation', generation))
    from tickets where dag_run_id = $1 and outcome is null and generation > 0), '[]') as redispatch,
  coalesce((select json_agg(json_build_object('taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'poke', poke))
    from tickets where dag_run_id = $1 and outcome is null and owner is null and poke > 0 and woken), '[]') as wakes`;
