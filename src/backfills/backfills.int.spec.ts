import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';
import { VersionReader } from '../dags/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { admitRuns } from '../runs/index.js';
import { advanceBackfill } from './advance-backfill.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

const versions = new VersionReader();
let dag = '';
let counter = 0;
beforeEach(async () => {
  dag = `daily_${(counter += 1)}`;
  await define({});
});
const define = async (more: object): Promise<void> => {
  const answer = await api.register({ spec: spec(dag, { schedule: '@daily', paused: false, ...more }) });
  expect(answer.__typename).toBe('DagRegistered');
};

interface BackfillView {
  id: string;
  state: string;
  total: number;
  finished: number;
  failed: number;
  pending: number;
  planned: { ordinal: number; logicalDate: string; action: string }[];
  skipped: { logicalDate: string; reason: string }[];
  runs: { nodes: { id: string; runId: string; type: string; state: string; logicalDate: string }[] };
}
const FIELDS = `id state total finished failed pending dryRun endedAt planned { ordinal logicalDate action } skipped { logicalDate reason }
  runs(first: 100) { nodes { id runId type state logicalDate conf dataInterval { start end } triggeredBy { kind name } backfill { id } } }`;
const CREATE = `mutation ($input: CreateBackfillInput!) { createBackfill(input: $input) { __typename
  ... on BackfillCreated { backfill { ${FIELDS} } } ... on BackfillRefused { code message } ... on DagNotFound { message } } }`;

const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-06T00:00:00Z' };
const ask = async (
  input: object = {},
): Promise<{ __typename: string; code?: string; message?: string; backfill: BackfillView }> => {
  const { data } = await service.ask<{ createBackfill: never }>(CREATE, { input: { dagId: dag, ...range, ...input } });
  return data.createBackfill;
};
const create = async (input: object = {}): Promise<string> => {
  const answer = await ask(input);
  expect(answer).toMatchObject({ __typename: 'BackfillCreated' });
  return answer.backfill.id;
};
const show = async (id: string): Promise<BackfillView> => {
  const { data } = await service.ask<{ backfill: BackfillView }>(
    `query ($id: ID!) { backfill(id: $id) { ${FIELDS} } }`,
    { id },
  );
  return data.backfill;
};
const change = async (what: 'pause' | 'resume' | 'cancel', id: string): Promise<Record<string, unknown>> => {
  const { data } = await service.ask<{ result: Record<string, unknown> }>(
    `mutation ($id: ID!) { result: ${what}Backfill(id: $id, reason: "why") { __typename ... on BackfillChanged { backfill { state } } ... on Refused { code } } }`,
    { id },
  );
  return data.result;
};
/** As the relay does, until nothing is left to do. */
const goOn = async (id: string): Promise<void> => {
  for (let i = 0; i < 100; i += 1) {
    const before = JSON.stringify(await marks(id));
    await advanceBackfill(service.pool, versions, id);
    if (JSON.stringify(await marks(id)) === before) return;
  }
};
const marks = (id: string) =>
  api.rows(
    'select b.state, (select array_agg(d.state order by ordinal) from backfill_dates d where d.backfill_id = b.id) from backfills b where id = $1',
    [id],
  );
/** Leaves runs as the last turn of their execution does; without Temporal there is none. */
const end = async (ids: readonly string[], state: 'SUCCESS' | 'FAILED' = 'SUCCESS'): Promise<void> => {
  await service.pool.query('update dag_runs set state = $2, ended_at = clock_timestamp() where id = any($1)', [
    ids,
    state,
  ]);
  await inTransaction(service.pool, (tx) => admitRuns(tx, dag));
};
const open = async (): Promise<{ id: string; day: string; admitted: boolean }[]> =>
  (await api.rows(
    `select id, to_char(logical_date at time zone 'UTC', 'DD') as day, admitted_at is not null as admitted from dag_runs
     where dag_id = $1 and ended_at is null order by backfill_ordinal nulls first`,
    [dag],
  )) as never;
const pauseDag = (paused: boolean) =>
  service.ask('mutation ($id: ID!, $paused: Boolean!) { setDagPaused(dagId: $id, paused: $paused) { __typename } }', {
    id: dag,
    paused,
  });
/** A run of that day; one that is to end does so before it is admitted, which needs no execution. */
const existing = async (day: string, state: 'SUCCESS' | 'FAILED' | null): Promise<string> => {
  await pauseDag(state !== null);
  const { id } = await api.run({ dagId: dag, logicalDate: `2026-01-${day}T00:00:00Z` });
  if (state === null) return id;
  const { data } = await service.ask(
    'mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename } }',
    { input: { dagRunId: id, state } },
  );
  expect(data).toEqual({ setDagRunState: { __typename: 'ControlApplied' } });
  await pauseDag(false);
  return id;
};
const events = (id: string) =>
  api.rows(
    `select type, actor_name as by, reason, dag_run_id as run, payload from events where stream = $1 order by version`,
    [`backfill-${id}`],
  );

describe('a backfill', () => {
  it('makes the runs of its dates, some at a time, and is completed by the end of the last', async () => {
    const id = await create({ maxActiveRuns: 2, conf: { city: 'Oslo' }, reason: 'late data' });
    expect(await show(id)).toMatchObject({ state: 'RUNNING', total: 6, finished: 0, pending: 6 });
    await goOn(id);
    const first = await open();
    expect(first.map(({ day, admitted }) => [day, admitted])).toEqual([
      ['01', true],
      ['02', true],
      ['03', false],
      ['04', false],
    ]);
    expect((await show(id)).runs.nodes[0]).toMatchObject({
      ...{ type: 'BACKFILL', state: 'QUEUED', conf: { city: 'Oslo' }, backfill: { id } },
      triggeredBy: { kind: 'USER', name: 'admin' },
    });
    expect((await show(id)).runs.nodes.map(({ runId }) => runId).sort()[0]).toBe('backfill__2026-01-01T00:00:00+00:00');
    await end(first.slice(0, 2).map((run) => run.id));
    expect((await open()).map(({ day, admitted }) => [day, admitted])).toEqual([
      ['03', true],
      ['04', true],
    ]);
    await goOn(id);
    expect((await open()).map(({ day }) => day)).toEqual(['03', '04', '05', '06']);
    expect(await show(id)).toMatchObject({ state: 'RUNNING', finished: 2, pending: 0 });
    await end(
      (await open()).map((run) => run.id),
      'FAILED',
    );
    await goOn(id);
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', total: 6, finished: 6, failed: 4, pending: 0 });
    const told = await events(id);
    expect(told.map(({ type }) => type)).toEqual([
      'BackfillCreated',
      ...Array.from({ length: 6 }, () => 'BackfillRunCreated'),
      'BackfillCompleted',
    ]);
    expect(told[1]).toMatchObject({ by: 'admin', reason: 'late data', run: first[0]?.id, payload: { ordinal: 1 } });
    expect(told.at(-1)).toMatchObject({ by: 'scheduler', payload: { runs: 6, failed: 4 } });
    const [row] = await api.rows('select cause from dag_runs where id = $1', [first[0]?.id]);
    expect(row).toEqual({ cause: { kind: 'backfill', backfillId: id, ordinal: 1 } });
  });

  it('has a limit of its own, and the runs of the DAG have theirs', async () => {
    await define({ maxActiveRuns: 1 });
    const manual = [await api.run({ dagId: dag }), await api.run({ dagId: dag })];
    const id = await create({ maxActiveRuns: 3 });
    await goOn(id);
    const runs = await open();
    expect(runs.filter(({ admitted }) => admitted).map((run) => run.day)).toHaveLength(4);
    expect(runs.find((run) => run.id === manual[1]?.id)?.admitted).toBe(false);
  });

  it('backwards, the latest date is first', async () => {
    const id = await create({ maxActiveRuns: 1, runBackwards: true });
    await goOn(id);
    expect((await open()).map(({ day, admitted }) => [day, admitted])).toEqual([
      ['06', true],
      ['05', false],
    ]);
  });

  it.each([
    ['NONE', ['03 create', '04 create', '05 create', '06 create'], { '01': 'already exists', '02': 'already exists' }],
    ['FAILED', ['02 reprocess', '04 create', '05 create', '06 create'], { '01': 'already exists' }],
    ['COMPLETED', ['01 reprocess', '02 reprocess', '04 create', '05 create', '06 create'], {}],
  ])('with %s, tells what it would make, and makes just that', async (reprocess, plan, skips) => {
    const [good, bad] = [await existing('01', 'SUCCESS'), await existing('02', 'FAILED')];
    if (reprocess !== 'NONE') await existing('03', null);
    const input = { reprocess, maxActiveRuns: 10 };
    const dry = (await ask({ ...input, dryRun: true })).backfill;
    expect(dry).toMatchObject({ dryRun: true, state: 'RUNNING', total: plan.length, runs: { nodes: [] } });
    expect(dry.planned.map((d) => `${d.logicalDate.slice(8, 10)} ${d.action.toLowerCase()}`)).toEqual(plan);
    const expected = { ...skips, ...(reprocess === 'NONE' ? {} : { '03': 'in flight' }) };
    const told = Object.fromEntries(dry.skipped.map((skip) => [skip.logicalDate.slice(8, 10), skip.reason]));
    expect(told).toEqual(expected);
    expect(await api.rows('select 1 from backfills where dag_id = $1', [dag])).toEqual([]);

    const id = await create(input);
    await goOn(id);
    const { runs, skipped } = await show(id);
    expect(runs.nodes.map((run) => run.logicalDate.slice(8, 10)).sort()).toEqual(plan.map((text) => text.slice(0, 2)));
    expect(Object.fromEntries(skipped.map((skip) => [skip.logicalDate.slice(8, 10), skip.reason]))).toEqual(expected);
    const again = runs.nodes.filter((run) => run.id === good || run.id === bad);
    for (const run of again) expect(run).toMatchObject({ type: 'BACKFILL', state: 'QUEUED' });
    const cleared = await api.rows('select id from dag_runs where dag_id = $1 and clear_number = 1', [dag]);
    expect(cleared.map((row) => row['id']).sort()).toEqual(again.map((run) => run.id).sort());
  });

  it('a run that came since it was planned is not made twice', async () => {
    const id = await create({ maxActiveRuns: 10 });
    await existing('02', null);
    await goOn(id);
    expect((await show(id)).skipped).toEqual([{ logicalDate: '2026-01-02T00:00:00.000Z', reason: 'in flight' }]);
    expect((await open()).map(({ day }) => day).sort()).toEqual(['01', '02', '03', '04', '05', '06']);
  });

  it('a run id of somebody else in its way is told, and the others are made', async () => {
    await api.run({ dagId: dag, runId: 'backfill__2026-01-02T00:00:00+00:00', logicalDate: null });
    const id = await create({ maxActiveRuns: 10 });
    await goOn(id);
    const { skipped, total } = await show(id);
    expect([total, skipped]).toMatchObject([5, [{ logicalDate: '2026-01-02T00:00:00.000Z' }]]);
  });

  it('several services at once make each date once', async () => {
    const id = await create({ maxActiveRuns: 6 });
    await Promise.all(Array.from({ length: 6 }, () => advanceBackfill(service.pool, versions, id)));
    await goOn(id);
    expect((await open()).map(({ day }) => day)).toEqual(['01', '02', '03', '04', '05', '06']);
    expect((await events(id)).filter(({ type }) => type === 'BackfillRunCreated')).toHaveLength(6);
  });

  it('a long one never makes all of its runs at once', async () => {
    await define({ schedule: '@hourly' });
    const id = await create({ to: '2026-03-01T00:00:00Z', maxActiveRuns: 5 });
    await goOn(id);
    expect(await show(id)).toMatchObject({ total: 59 * 24 + 1, pending: 59 * 24 + 1 - 10 });
    expect(await open()).toHaveLength(10);
  });
});

describe('pause, resume and cancel', () => {
  it('a paused one starts nothing; resumed it goes on', async () => {
    const id = await create({ maxActiveRuns: 1 });
    await goOn(id);
    expect(await change('pause', id)).toEqual({ __typename: 'BackfillChanged', backfill: { state: 'PAUSED' } });
    const [running] = await open();
    await end([running?.id ?? '']);
    await goOn(id);
    expect((await open()).map(({ day, admitted }) => [day, admitted])).toEqual([['02', false]]);
    expect(await change('pause', id)).toMatchObject({ code: 'ILLEGAL_STATE' });
    expect(await change('resume', id)).toMatchObject({ backfill: { state: 'RUNNING' } });
    expect((await open()).map(({ day, admitted }) => [day, admitted])).toEqual([['02', true]]);
    await goOn(id);
    expect((await open()).map(({ day }) => day)).toEqual(['02', '03']);
  });

  it('a paused DAG pauses its backfill', async () => {
    const id = await create({ maxActiveRuns: 1 });
    await pauseDag(true);
    await goOn(id);
    expect(await open()).toEqual([]);
    await pauseDag(false);
    await goOn(id);
    expect(await open()).toHaveLength(2);
  });

  it('a cancelled one fails what is queued, lets run what runs, and drops the rest', async () => {
    const id = await create({ maxActiveRuns: 2 });
    await goOn(id);
    expect(await change('cancel', id)).toMatchObject({ backfill: { state: 'CANCELLED' } });
    expect((await open()).map(({ day, admitted }) => [day, admitted])).toEqual([
      ['01', true],
      ['02', true],
    ]);
    expect(await show(id)).toMatchObject({ total: 4, finished: 2, failed: 2, pending: 0 });
    expect((await show(id)).skipped.map(({ reason }) => reason)).toEqual(['cancelled', 'cancelled']);
    await goOn(id);
    expect(await show(id)).toMatchObject({ state: 'CANCELLED' });
    expect(await change('resume', id)).toMatchObject({ code: 'ILLEGAL_STATE' });
    expect((await events(id)).at(-1)).toMatchObject({
      ...{ type: 'BackfillCancelled', by: 'admin', reason: 'why' },
      payload: { queuedFailed: 2, dropped: 2 },
    });
    expect(await create({ from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' })).not.toBe(id);
  });

  it('nobody has an unknown one', async () => {
    expect(await change('cancel', 'nobody')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await show('nobody')).toBeNull();
  });
});

describe('createBackfill', () => {
  it('answers the same backfill to the same key', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => create({ idempotencyKey: 'once' })));
    expect(new Set(ids).size).toBe(1);
    expect(await ask({ idempotencyKey: 'once', maxActiveRuns: 3 })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('of two at once, one is refused', async () => {
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ __typename, code }) => code ?? __typename).sort()).toEqual([
      'BackfillCreated',
      'CONFLICT',
      'CONFLICT',
    ]);
  });

  it.each([
    [{ from: range.to, to: range.from }, 'from is after to'],
    [{ from: '2990-01-01T00:00:00Z', to: '2990-02-01T00:00:00Z' }, 'future'],
    [{ conf: { city: '', days: 'x' } }, 'conf.city'],
    [{ conf: { city: '', days: 'x' } }, 'conf.days'],
    [{ maxActiveRuns: 0 }, 'maxActiveRuns'],
    [{ from: '2026-01-01T01:00:00Z', to: '2026-01-01T02:00:00Z' }, 'no logical date'],
  ])('given %o, is refused: %s', async (input, message) => {
    for (const dryRun of [true, false]) {
      const answer = await ask({ ...input, dryRun });
      expect(answer).toMatchObject({ __typename: 'BackfillRefused', code: 'INVALID' });
      expect(answer.message).toContain(message);
    }
  });

  it.each([
    [{ schedule: null }, {}, 'no schedule'],
    [{ schedule: '@once' }, {}, 'gives no dates'],
    [{ defaultArgs: { dependsOnPast: true } }, { reprocess: 'FAILED', runBackwards: true }, 'runBackwards'],
    [{ defaultArgs: { waitForDownstream: true } }, {}, 'reprocess'],
  ])('of a DAG with %o, given %o, is refused: %s', async (more, input, message) => {
    await define(more);
    const answer = await ask(input);
    expect(answer).toMatchObject({ __typename: 'BackfillRefused', code: 'INVALID' });
    expect(answer.message).toContain(message);
  });

  it('of an unknown DAG says so', async () => {
    expect(await ask({ dagId: 'nobody' })).toMatchObject({ __typename: 'DagNotFound' });
    expect(await ask({ dagId: 'nobody', dryRun: true })).toMatchObject({ __typename: 'DagNotFound' });
  });
});
