import type { Tx } from '../platform/database/transaction.js';
import type { ReadDag } from './read-dag.js';

/** The number of the latest version of each DAG; null: the DAG is new. */
export type LatestVersions = ReadonlyMap<string, number | null>;

/** Locks the rows of the DAGs, in the order of their ids, and makes those that are missing. No DAG may be named twice. */
export async function lockDags(tx: Tx, dags: readonly ReadDag[]): Promise<LatestVersions> {
  const latest = new Map<string, number | null>(await lock(tx, dags));
  const missing = (): ReadDag[] => dags.filter(({ id }) => !latest.has(id));
  if (missing().length > 0) for (const id of await insert(tx, missing())) latest.set(id, null);
  // somebody else has inserted them meanwhile
  if (missing().length > 0) for (const [id, number] of await lock(tx, missing())) latest.set(id, number);
  return latest;
}

async function lock(tx: Tx, dags: readonly ReadDag[]): Promise<[string, number][]> {
  const { rows } = await tx.query<{ id: string; latest: number }>({
    name: 'lockDagsToRegister',
    text: 'select id, latest_version as latest from dags where id = any($1) order by id for update',
    values: [dags.map(({ id }) => id)],
  });
  return rows.map(({ id, latest }) => [id, latest]);
}

async function insert(tx: Tx, dags: readonly ReadDag[]): Promise<string[]> {
  const values = [JSON.stringify(dags.map(dagRow))];
  const { rows } = await tx.query<{ id: string }>({ name: 'insertDags', text: INSERT, values });
  return rows.map(({ id }) => id);
}

/** What the row of a DAG takes from its content. */
function dagRow(dag: ReadDag): object {
  const { id, description, owners, tags, pausedAtFirst, maxActiveRuns, maxConsecutiveFailedRuns } = dag;
  return { id, description, owners, tags, pausedAtFirst, maxActiveRuns, maxConsecutiveFailedRuns };
}

const DAG_ROWS = `jsonb_to_recordset($1::jsonb) as d(id text, number integer, description text, owners jsonb, tags jsonb, "pausedAtFirst" boolean,
  "maxActiveRuns" integer, "maxConsecutiveFailedRuns" integer)`;
const texts = (column: string): string => `array(select jsonb_array_elements_text(d.${column}))`;

const INSERT = `
insert into dags (id, description, owners, tags, paused, latest_version, max_active_runs, max_consecutive_failed_runs)
select id, description, ${texts('owners')}, ${texts('tags')}, "pausedAtFirst", 1, "maxActiveRuns", "maxConsecutiveFailedRuns"
from ${DAG_ROWS} order by id on conflict (id) do nothing returning id`;

/** Makes these versions the latest of their DAGs, whose rows the caller has locked. */
export async function makeLatest(tx: Tx, versions: readonly { dag: ReadDag; number: number }[]): Promise<void> {
  if (versions.length === 0) return;
  const values = [JSON.stringify(versions.map(({ dag, number }) => ({ ...dagRow(dag), number })))];
  await tx.query({ name: 'makeVersionsLatest', text: MAKE_LATEST, values });
}

const MAKE_LATEST = `
update dags set latest_version = d.number, description = d.description, owners = ${texts('owners')}, tags = ${texts('tags')},
  max_active_runs = d."maxActiveRuns", max_consecutive_failed_runs = d."maxConsecutiveFailedRuns", updated_at = clock_timestamp()
from ${DAG_ROWS} where dags.id = d.id`;
