import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_FIELDS, type EventView, hashOf } from './support/event-view.js';
import { Here } from './support/here.js';

const home = mkdtempSync(join(tmpdir(), 'continuo-retention-'));
const here = new Here({ CONTINUO_RETENTION: 'logs=1s,xcom=2s,runs=3s' }, home);
beforeAll(() => here.open());
afterAll(async () => {
  await here.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

const EVENTS = `query ($filter: EventFilter, $after: String) { events(filter: $filter, first: 500, after: $after) {
  nodes { ${EVENT_FIELDS} } pageInfo { hasNextPage endCursor } } }`;
const DELETE = `mutation ($dagId: ID!) { deleteDag(dagId: $dagId, reason: "over") { __typename
  ... on DagDeleted { runs versions } ... on Refused { code } } }`;

/** What happened is kept; and there is one row for each version of a deleted DAG. */
const MAY_GROW = ['events', 'event_order', 'deleted_dag_versions'];

interface Page {
  nodes: EventView[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function events(filter: object = {}): Promise<EventView[]> {
  const found: EventView[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { events: page }: { events: Page } = await here.api.ask(EVENTS, { filter, after });
    found.push(...page.nodes);
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  return found;
}

/** Ids of the runs that an event of retention names. */
const runsIn = ({ payload }: EventView): string[] =>
  payload['runs'] === undefined
    ? (payload['dagRunIds'] as string[])
    : (payload['runs'] as { dagRunId: string }[]).map(({ dagRunId }) => dagRunId);

async function expired(type: string): Promise<string[]> {
  return (await events({ types: [type] })).flatMap(runsIn);
}

async function tablesWith(column: string | null): Promise<string[]> {
  const rows = await here.rows<{ name: string }>(
    `select t.table_name as name from information_schema.tables t where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and ($1::text is null or exists (select 1 from information_schema.columns c where c.table_schema = t.table_schema
         and c.table_name = t.table_name and c.column_name = $1)) order by 1`,
    [column],
  );
  return rows.map(({ name }) => name);
}

/** Rows of each table. */
async function sizes(tables: readonly string[], where = 'true'): Promise<Map<string, number>> {
  const counts = tables.map((name) => `select '${name}' as name, count(*)::int as count from "${name}" where ${where}`);
  const rows = await here.rows<{ name: string; count: number }>(counts.join(' union all '));
  return new Map(rows.map(({ name, count }) => [name, count]));
}

const everySecond = (name: string): Promise<string> =>
  here.api.define(
    here.name(name),
    { say: { type: 'bash', with: { command: 'echo something' } }, done: { type: 'empty', upstream: ['say'] } },
    { schedule: '* * * * * *', maxActiveRuns: 4 },
  );

describe('with CONTINUO_RETENTION, DAGs that run each second', () => {
  let [kept, over] = ['', ''];
  beforeAll(async () => {
    [kept, over] = [await everySecond('kept'), await everySecond('over')];
  });

  it('make no table grow, all but those of the events', async () => {
    const tables = (await tablesWith(null)).filter((name) => !MAY_GROW.includes(name));
    const most = new Map<string, number>();
    let gone = 0;
    for (; gone < 6; gone = (await expired('RunsExpired')).length) {
      for (const [name, count] of await sizes(tables)) most.set(name, Math.max(count, most.get(name) ?? 0));
    }
    // a table that keeps a row of each run has more from here on than ever before
    const enough = gone + 2 * ((most.get('dag_runs') ?? 0) + 6);
    await expect
      .poll(() => expired('RunsExpired').then(({ length }) => length), { timeout: 90_000 })
      .toBeGreaterThan(enough);
    const grown = new Set(tables);
    const look = async (): Promise<string[]> => {
      for (const [name, count] of await sizes(tables)) if (count <= (most.get(name) ?? 0)) grown.delete(name);
      return [...grown];
    };
    await expect.poll(look, { timeout: 60_000 }).toEqual([]);
  });

  it('can be deleted with their runs; nothing but the events knows the DAG any more', async () => {
    await expect
      .poll(() => here.api.mutate(DELETE, { dagId: over }), { timeout: 60_000, interval: 20 })
      .toMatchObject({ __typename: 'DagDeleted', versions: 1 });
    const before = (await events({ dagId: kept, types: ['RunCreated'] })).length;
    // whoever made a run of the DAG now would have made it by then
    await expect
      .poll(async () => (await events({ dagId: kept, types: ['RunCreated'] })).length, { timeout: 60_000 })
      .toBeGreaterThan(before + 2);
    const left = await sizes(await tablesWith('dag_id'), `dag_id = '${over}'`);
    expect([...left].flatMap(([name, count]) => (count > 0 ? [name] : []))).toEqual(['deleted_dag_versions', 'events']);
    const known = 'dag_run_id not in (select id from dag_runs)';
    const lost = await sizes(await tablesWith('dag_run_id'), known);
    expect([...lost].flatMap(([name, count]) => (count > 0 ? [name] : []))).toEqual(['events']);
    const [deleted] = await events({ dagId: over, types: ['DagDeleted'] });
    expect(deleted).toMatchObject({ reason: 'over', actor: { name: 'admin' } });
  });

  it('leave the latest run; each run that went is named by one event, and so are its logs and XComs', async () => {
    await here.api.pause(kept, true);
    const rest = (): Promise<Map<string, number>> => sizes(['dag_runs', 'task_logs', 'xcoms']);
    await expect
      .poll(async () => Object.fromEntries(await rest()), { timeout: 60_000 })
      .toEqual({ dag_runs: 1, task_logs: 0, xcoms: 0 });
    const created = (await events({ dagId: kept, types: ['RunCreated'] })).map(({ dagRunId }) => dagRunId);
    const [last] = await here.rows<{ id: string }>('select id from dag_runs');
    const ofKept = async (type: string): Promise<string[]> =>
      (await events({ dagId: kept, types: [type] })).flatMap(runsIn).sort();
    expect(await ofKept('RunsExpired')).toEqual(created.filter((id) => id !== last?.id).sort());
    expect([...new Set(await ofKept('LogsExpired'))]).toEqual([...created].sort());
    expect([...new Set(await ofKept('XComsExpired'))]).toEqual([...created].sort());
  });

  it('leave a history that proves itself: every event its content and the one before it', async () => {
    const all = await events();
    expect(new Set(all.map(({ dagRunId }) => dagRunId)).size).toBeGreaterThan(20);
    const versions = new Map<string, EventView[]>();
    for (const event of all) versions.set(event.stream, [...(versions.get(event.stream) ?? []), event]);
    const broken = [...versions.values()].flatMap((found) =>
      found
        .sort((a, b) => a.version - b.version)
        .filter(
          (event, i) =>
            event.version !== i || event.previousHash !== (found[i - 1]?.hash ?? null) || hashOf(event) !== event.hash,
        ),
    );
    expect(broken.map(({ id }) => id)).toEqual([]);
    expect(await here.isUp()).toBe(true);
  });
});
