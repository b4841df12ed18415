import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtinOperators, createRegistry } from '../../activities/registry/index.js';
import { defineTimetable } from '../../activities/sdk/index.js';
import { backfillsOf, range } from '../../test/support/backfills.js';
import { startService, type TestService } from '../../test/support/service.js';

/** A project with a calendar, and a timetable that cannot say. */
const registry = createRegistry({
  builtin: builtinOperators,
  user: {
    ...{ handlers: [], operators: [], codeVersion: 'test' },
    calendars: new Map([['office', { workdays: [1, 2, 3, 4, 5], holidays: ['2026-01-01'] }]]),
    timetables: [
      {
        name: 'moon',
        path: 'moon.ts',
        timetable: defineTimetable({
          next: () => {
            throw new Error('there are clouds');
          },
        }),
      },
    ],
  },
});

let service: TestService;
let dag = '';
let counter = 0;
const { define, ask, create, show, change, goOn, end, open, pauseDag, events } = backfillsOf(
  () => service,
  () => dag,
);
beforeAll(async () => {
  service = await startService({ operators: () => registry });
});
afterAll(async () => service.stop());
beforeEach(async () => {
  dag = `daily_${(counter += 1)}`;
  await define({});
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

  it('a paused DAG pauses its backfill, which says so', async () => {
    const id = await create({ maxActiveRuns: 1 });
    expect(await show(id)).toMatchObject({ state: 'RUNNING', waits: null });
    await pauseDag(true);
    await goOn(id);
    expect(await open()).toEqual([]);
    expect(await show(id)).toMatchObject({ state: 'RUNNING', waits: expect.stringMatching(/^the DAG ".+" is paused/) });
    await pauseDag(false);
    await goOn(id);
    expect(await show(id)).toMatchObject({ waits: null });
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
    [{ schedule: { custom: { handler: 'moon' } } }, {}, 'clouds'],
    [{ defaultArgs: { dependsOnPast: true } }, { reprocess: 'FAILED', runBackwards: true }, 'runBackwards'],
    [{ defaultArgs: { waitForDownstream: true } }, {}, 'reprocess'],
  ])('of a DAG with %o, given %o, is refused: %s', async (more, input, message) => {
    await define(more);
    const answer = await ask(input);
    expect(answer).toMatchObject({ __typename: 'BackfillRefused', code: 'INVALID' });
    expect(answer.message).toContain(message);
  });

  it('a calendar leaves out its days', async () => {
    await define({ schedule: { cron: '@daily', calendar: 'office' } });
    const { backfill } = await ask({ dryRun: true });
    expect(backfill.planned.map((date) => date.logicalDate.slice(8, 10))).toEqual(['02', '05', '06']);
  });

  it('of an unknown DAG says so', async () => {
    expect(await ask({ dagId: 'nobody' })).toMatchObject({ __typename: 'DagNotFound' });
    expect(await ask({ dagId: 'nobody', dryRun: true })).toMatchObject({ __typename: 'DagNotFound' });
  });
});
