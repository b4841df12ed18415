import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backfillsOf } from '../../test/support/backfills.js';
import { type Operations, operationsOf } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';
import { advanceBackfill } from './advance-backfill.js';

let service: TestService;
let api: Operations;
let dag = '';
let counter = 0;
const { versions, define, ask, create, show, goOn, end, open, existing, events } = backfillsOf(
  () => service,
  () => dag,
);
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());
beforeEach(async () => {
  dag = `daily_${(counter += 1)}`;
  await define({});
});

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
    const { id: other } = await api.run({ dagId: dag, runId: 'mine', logicalDate: null });
    // no run is made under such a name, but those of earlier releases keep theirs
    await api.rows('update dag_runs set run_id = $2 where id = $1', [other, 'backfill__2026-01-02T00:00:00+00:00']);
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
