import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';

export interface OtherRuns {
  past: boolean;
  future: boolean;
}

/** More runs at once would hold their locks for too long. */
export const MOST_RUNS = 500;

/**
 * The runs that a control goes to: the named one, and the DAG's runs of earlier or later logical dates where they are asked for. Locked by id, so
 * that two such controls at once do not wait for each other.
 */
export async function runsMeant(tx: Tx, dagRunId: string, others?: OtherRuns): Promise<{ ids: string[] } | Refused> {
  if (others === undefined || (!others.past && !others.future)) return { ids: [dagRunId] };
  const { rows: named } = await tx.query<{ dated: boolean }>(
    'select logical_date is not null as dated from dag_runs where id = $1',
    [dagRunId],
  );
  if (named[0] === undefined) return refuse('NOT_FOUND', `no run has the id ${dagRunId}`);
  if (!named[0].dated)
    return refuse('INVALID', 'past and future: the run has no logical date, so none is before or after it');
  const { rows } = await tx.query<{ id: string }>(MEANT, [dagRunId, others.past, others.future, MOST_RUNS + 1]);
  if (rows.length > MOST_RUNS) return refuse('INVALID', `past and future: more than ${MOST_RUNS} runs; ask for fewer`);
  return { ids: rows.map(({ id }) => id) };
}

const MEANT = `
select r.id from dag_runs r, dag_runs o
where o.id = $1 and r.dag_id = o.dag_id
  and (r.id = o.id or ($2 and r.logical_date < o.logical_date) or ($3 and r.logical_date > o.logical_date))
order by r.id limit $4 for no key update of r`;
