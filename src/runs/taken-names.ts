import type { Tx } from '../platform/database/transaction.js';

/** What no two runs of a DAG share. */
export interface RunNames {
  dagId: string;
  runId: string;
  /** RFC 3339. */
  logicalDate: string | null;
}

/** For each of the names the id of a run that has one of them, null where none does. Holds while the caller has the lock of the dags rows. */
export async function readTakenNames(tx: Tx, names: readonly RunNames[]): Promise<(string | null)[]> {
  const values = [
    names.map(({ dagId }) => dagId),
    names.map(({ runId }) => runId),
    names.map(({ logicalDate }) => logicalDate),
  ];
  const { rows } = await tx.query<{ place: number; id: string }>({ name: 'takenNames', text: TAKEN, values });
  const taken = new Map(rows.map(({ place, id }) => [place, id]));
  return names.map((_, i) => taken.get(i + 1) ?? null);
}

const TAKEN = `
select n.place::int as place, r.id
from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as n(dag_id, run_id, logical_date, place),
lateral (
  select id from dag_runs where dag_id = n.dag_id and run_id = n.run_id
  union all select id from dag_runs where dag_id = n.dag_id and logical_date = n.logical_date
  limit 1
) r`;
