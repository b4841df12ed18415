import type { Pool } from 'pg';
import type { Breach } from '../invariants.js';
import { assetsOf, isMet, possibleRuns } from './condition.js';
import type { Update } from './draw-updates.js';
import { ASSETS, FOLLOWERS, type Follower } from './followers.js';

interface Recorded {
  id: string;
  asset: string;
  key: string | null;
  n: string;
  dagRunId: string | null;
  /** Events AssetUpdated of this id. */
  facts: number;
}

/** An event that a DAG has, in a run or in its queue. */
interface Placed {
  dagId: string;
  eventId: string;
  /** null: in the queue. */
  run: string | null;
}

interface RunRow {
  id: string;
  dagId: string;
  key: string | null;
  state: string;
  creations: number;
  /** The ids of events that stand in its cause. */
  cause: string[];
}

const RECORDED = `
select a.id, a.asset, a.partition_key as key, a.extra->>'n' as n, a.dag_run_id as "dagRunId",
  (select count(*)::int from events e where e.stream || ':' || e.version = a.id and e.type = 'AssetUpdated') as facts
from asset_events a where a.asset = any($1)`;
const PLACED = `
select r.dag_id as "dagId", t.event_id as "eventId", r.id as run from triggering_asset_events t join dag_runs r on r.id = t.dag_run_id
union all select dag_id, event_id, null from asset_queue`;
const RUNS = `
select r.id, r.dag_id as "dagId", r.partition_key as key, r.state, r.cause->'events' as cause,
  (select count(*)::int from events e where e.dag_run_id = r.id and e.type = 'RunCreated') as creations
from dag_runs r where r.dag_id = any($1)`;
const FACTS = `select count(*)::int as count from events where type = 'AssetUpdated'`;

/** What is not as the updates that were sent, and the conditions of those who follow, say that it must be. */
export async function followBreaches(
  pool: Pool,
  updates: readonly Update[],
  told: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Breach[]> {
  const { rows: recorded } = await pool.query<Recorded>(RECORDED, [Object.values(ASSETS)]);
  const { rows: placed } = await pool.query<Placed>(PLACED);
  const { rows: runs } = await pool.query<RunRow>(RUNS, [FOLLOWERS.map(({ id }) => id)]);
  const { rows: facts } = await pool.query<{ count: number }>(FACTS);
  return [
    ...(facts[0]?.count === recorded.length
      ? []
      : breaches('an event has a row', [`${facts[0]?.count} events, ${recorded.length} rows`])),
    ...updates.flatMap((update) => recordBreaches(update, recorded, told.get(update.n) ?? new Set())),
    ...breaches(
      'only what was sent is recorded',
      recorded.filter(({ n }) => !updates.some((update) => update.n === n)).map(({ id }) => id),
    ),
    ...FOLLOWERS.flatMap((follower) => breachesOf(follower, recorded, placed, runs)),
  ];
}

const breaches = (invariant: string, whats: readonly string[]): Breach[] => whats.map((what) => ({ invariant, what }));

function recordBreaches(update: Update, recorded: readonly Recorded[], told: ReadonlySet<string>): Breach[] {
  const own = recorded.filter(({ n }) => n === update.n);
  const [row] = own;
  const name = `${update.way} ${update.n} (${update.knownBy})`;
  if (row === undefined || own.length !== 1)
    return breaches('an update is recorded once', [`${name}: ${own.length} times`]);
  const isAsSent = row.asset === ASSETS[update.way] && row.key === update.key && row.facts === 1;
  const by = update.way === 'hooked' || update.way === 'emitted' ? row.id : row.dagRunId;
  return [
    ...(isAsSent ? [] : breaches('an update is recorded as it was sent', [`${name}: ${JSON.stringify(row)}`])),
    ...(told.size === 1 && by !== null && told.has(by)
      ? []
      : breaches('every answer names the one event', [`${name}: ${[...told].join(' ')} and not ${by}`])),
  ];
}

function breachesOf(
  { id, condition, byKey }: Follower,
  recorded: readonly Recorded[],
  allPlaced: readonly Placed[],
  allRuns: readonly RunRow[],
): Breach[] {
  const wanted = recorded.filter(({ asset, key }) => assetsOf(condition).includes(asset) && (!byKey || key !== null));
  const placed = allPlaced.filter(({ dagId }) => dagId === id);
  const runs = allRuns.filter(({ dagId }) => dagId === id);
  const assetsIn = (run: string | null, key: string | null): Set<string> => {
    const ids = new Set(placed.filter((place) => place.run === run).map(({ eventId }) => eventId));
    return new Set(wanted.filter((row) => ids.has(row.id) && (!byKey || row.key === key)).map(({ asset }) => asset));
  };
  const keys = byKey ? [...new Set(wanted.map(({ key }) => key))] : [null];
  const countIn = (eventId: string): number => placed.filter((place) => place.eventId === eventId).length;
  return [
    ...breaches(
      `${id} has each event in one place`,
      wanted.filter((row) => countIn(row.id) !== 1).map((row) => `${row.id}: ${countIn(row.id)}`),
    ),
    ...breaches(
      `${id} has no other event`,
      placed.filter((place) => !wanted.some((row) => row.id === place.eventId)).map(({ eventId }) => eventId),
    ),
    ...breaches(
      `${id}: what waits is not enough for a run`,
      keys.filter((key) => isMet(condition, assetsIn(null, key))).map((key) => `${key ?? 'the queue'}`),
    ),
    ...breaches(
      `${id}: a run has what its condition asks for, of its own key`,
      runs.filter((run) => !isMet(condition, assetsIn(run.id, run.key))).map((run) => run.id),
    ),
    ...breaches(
      `${id}: a run is made once, says what for, and succeeds`,
      runs.filter((run) => !isWhole(run, placed)).map((run) => JSON.stringify(run)),
    ),
    ...(byKey ? keys.flatMap((key) => countBreaches({ id, condition }, key, wanted, runs)) : []),
  ];
}

function isWhole({ id, state, creations, cause }: RunRow, placed: readonly Placed[]): boolean {
  const taken = placed.filter(({ run }) => run === id).map(({ eventId }) => eventId);
  return state === 'SUCCESS' && creations === 1 && taken.sort().join(' ') === [...cause].sort().join(' ');
}

/** Of one key each asset comes once, so that it is known how many runs there may be. */
function countBreaches(
  { id, condition }: Pick<Follower, 'id' | 'condition'>,
  key: string | null,
  wanted: readonly Recorded[],
  runs: readonly RunRow[],
): Breach[] {
  const updates = wanted.filter((row) => row.key === key).map(({ asset }) => asset);
  const possible = possibleRuns(condition, updates);
  const count = runs.filter((run) => run.key === key).length;
  const what = `${key}: ${count} of ${[...possible].join(' or ')}, for ${updates.join(' ')}`;
  return possible.has(count) ? [] : breaches(`${id} has a run whenever its condition is met`, [what]);
}
