import type { Actor } from '../domain/events/actor.js';
import type { Tx } from '../platform/database/transaction.js';
import type { ReadDag } from './read-dag.js';

export interface NumberedVersion {
  number: number;
  /** false: this content had a number already. */
  created: boolean;
}

/** The number of each DAG's content, by DAG id; content that has none gets the next. The rows of the DAGs are locked, so that numbers have no gaps. */
export async function numberVersions(
  tx: Tx,
  wanted: readonly { dag: ReadDag; actor: Actor }[],
): Promise<ReadonlyMap<string, NumberedVersion>> {
  const numbers = new Map<string, NumberedVersion>();
  const unnumbered = (): typeof wanted => wanted.filter(({ dag }) => !numbers.has(dag.id));
  for (const { name, text } of EARLIER) {
    const dags = unnumbered().map(({ dag }) => dag);
    if (dags.length === 0) break;
    const { rows } = await tx.query<Row>({ name, text, values: [dags.map(({ id }) => id), dags.map(hashOf)] });
    for (const { dagId, number } of rows) numbers.set(dagId, { number, created: false });
  }
  const fresh = unnumbered();
  for (const { dagId, number } of await insert(tx, fresh)) numbers.set(dagId, { number, created: true });
  return numbers;
}

interface Row {
  dagId: string;
  number: number;
}

const hashOf = ({ hash }: ReadDag): string => hash;

const KNOWN = `
select v.dag_id as "dagId", v.number from dag_versions v join unnest($1::text[], $2::text[]) as g(dag_id, hash) using (dag_id, hash)`;

/** Of a DAG that was deleted and comes back: its old content has its old number. */
const TAKE_BACK = `
with old as (
  delete from deleted_dag_versions v using unnest($1::text[], $2::text[]) as g(dag_id, hash)
  where v.dag_id = g.dag_id and v.hash = g.hash returning v.*
)
insert into dag_versions (dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name)
select dag_id, number, hash, spec, registered_at, registered_by_kind, registered_by_id, registered_by_name from old
returning dag_id as "dagId", number`;

const EARLIER = [
  { name: 'knownVersions', text: KNOWN },
  { name: 'takeBackVersions', text: TAKE_BACK },
];

async function insert(tx: Tx, versions: readonly { dag: ReadDag; actor: Actor }[]): Promise<Row[]> {
  if (versions.length === 0) return [];
  const rows = versions.map(({ dag: { id, hash, spec }, actor }) => ({ dagId: id, hash, spec, actor }));
  const answer = await tx.query<Row>({ name: 'insertVersions', text: INSERT, values: [JSON.stringify(rows)] });
  return answer.rows;
}

const INSERT = `
insert into dag_versions (dag_id, number, hash, spec, registered_by_kind, registered_by_id, registered_by_name)
select g."dagId", 1 + greatest(
    coalesce((select max(number) from dag_versions v where v.dag_id = g."dagId"), 0),
    coalesce((select max(number) from deleted_dag_versions v where v.dag_id = g."dagId"), 0)),
  g.hash, g.spec, g.actor->>'kind', g.actor->>'id', g.actor->>'name'
from jsonb_to_recordset($1::jsonb) as g("dagId" text, hash text, spec jsonb, actor jsonb)
returning dag_id as "dagId", number`;
