import { describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

interface BackfillView {
  id: string;
  state: string;
  total: number;
  finished: number;
  failed: number;
  skipped: { logicalDate: string; reason: string }[];
  planned: { logicalDate: string; action: string }[];
  runs: { totalCount: number; nodes: RunOfBackfill[] };
}
interface RunOfBackfill {
  id: string;
  runId: string;
  type: string;
  state: string;
  logicalDate: string;
  backfill: { id: string } | null;
  tasks: { nodes: { taskId: string; state: string; xcoms: { key: string; value: unknown }[] }[] };
}
const FIELDS = `id state total finished failed skipped { logicalDate reason } planned { logicalDate action }
  runs(first: 100) { totalCount nodes { id runId type state logicalDate backfill { id } tasks { nodes { taskId state xcoms { key value } } } } }`;
const CREATE = `mutation ($input: CreateBackfillInput!) { createBackfill(input: $input) { __typename
  ... on BackfillCreated { backfill { ${FIELDS} } } ... on BackfillRefused { code message } ... on DagNotFound { message } } }`;

/** Runs for the dates of a range. */
export function backfilling(here: Here): void {
  const create = (dagId: string, input: object) => here.api.mutate(CREATE, { input: { dagId, ...input } });
  const created = async (dagId: string, input: object): Promise<BackfillView> => {
    const answer = await create(dagId, input);
    expect(answer).toMatchObject({ __typename: 'BackfillCreated' });
    return answer['backfill'] as BackfillView;
  };
  const show = async (id: string): Promise<BackfillView> =>
    (await here.api.ask<{ backfill: BackfillView }>(`query ($id: ID!) { backfill(id: $id) { ${FIELDS} } }`, { id }))
      .backfill;
  /** As it is when it has ended, by its subscription. */
  const ended = async (id: string): Promise<BackfillView> => {
    const changes = here.api.socket().iterate<{ backfillChanged: { state: string } }>({
      query: 'subscription ($id: ID!) { backfillChanged(id: $id) { state } }',
      variables: { id },
    });
    const states: string[] = [];
    for await (const { data } of changes) if (data) states.push(data.backfillChanged.state);
    expect(['COMPLETED', 'CANCELLED']).toContain(states.at(-1));
    return show(id);
  };
  const change = (what: string, id: string) =>
    here.api.mutate(
      `mutation ($id: ID!) { ${what}Backfill(id: $id, reason: "why") { __typename ... on BackfillChanged { backfill { state } } ... on Refused { code message } } }`,
      { id },
    );
  const days = (views: readonly { logicalDate: string }[]) =>
    views.map(({ logicalDate }) => logicalDate.slice(0, 10)).sort();
  const schedule = { schedule: '@daily', endDate: '2020-12-31' };
  const range = { from: '2020-01-01T00:00:00Z', to: '2020-01-05T00:00:00Z' };

  describe('createBackfill', () => {
    it('runs each date of the range once, with its interval and conf, and tells which backfill it was', async () => {
      const task = bash('echo "{{ ds }} {{ dagRun.runType }} {{ conf.city }}"; [ "{{ ds }}" != 2020-01-03 ]');
      const dagId = await here.api.define(here.name('filled'), { t: task }, schedule);
      const { id } = await created(dagId, { ...range, conf: { city: 'Oslo' }, maxActiveRuns: 2, reason: 'late data' });
      const backfill = await ended(id);
      expect(backfill).toMatchObject({
        state: 'COMPLETED',
        total: 5,
        finished: 5,
        failed: 1,
        skipped: [],
        planned: [],
      });
      expect(days(backfill.runs.nodes)).toEqual(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04', '2020-01-05']);
      for (const run of backfill.runs.nodes) {
        const day = run.logicalDate.slice(0, 10);
        const state = day === '2020-01-03' ? 'FAILED' : 'SUCCESS';
        expect(run).toMatchObject({
          type: 'BACKFILL',
          state,
          backfill: { id },
          runId: `backfill__${day}T00:00:00+00:00`,
        });
        if (state === 'SUCCESS') expect(run.tasks.nodes[0]?.xcoms).toMatchObject([{ value: `${day} backfill Oslo` }]);
      }
    });

    it('a dry run tells what would be made and makes nothing', async () => {
      const dagId = await here.api.define(here.name('dry'), { t: bash('true') }, schedule);
      await here.api.ended(await here.api.start(dagId, { logicalDate: '2020-01-02T00:00:00Z' }));
      const plan = await created(dagId, { ...range, dryRun: true, runBackwards: true });
      expect(plan).toMatchObject({ total: 4, finished: 0, runs: { totalCount: 0 } });
      expect(plan.planned.map((date) => date.logicalDate.slice(8, 10))).toEqual(['05', '04', '03', '01']);
      expect(plan.skipped).toEqual([{ logicalDate: '2020-01-02T00:00:00.000Z', reason: 'already exists' }]);
      const { backfills } = await here.api.ask<{ backfills: { totalCount: number } }>(
        'query ($dagId: ID) { backfills(dagId: $dagId) { totalCount } }',
        { dagId },
      );
      expect(backfills.totalCount).toBe(0);
    });

    it('reprocess does failed runs again as a whole, as runs of the backfill', async () => {
      const dagId = await here.api.define(
        here.name('redone'),
        { good: bash('echo once'), bad: bash('[ "{{ dagRun.runType }}" = backfill ]') },
        schedule,
      );
      const first = await here.api.ended(await here.api.start(dagId, { logicalDate: '2020-01-02T00:00:00Z' }));
      expect(first.state).toBe('FAILED');
      const backfill = await ended((await created(dagId, { ...range, reprocess: 'FAILED' })).id);
      expect(backfill).toMatchObject({ state: 'COMPLETED', total: 5, finished: 5, failed: 0 });
      const again = await here.api.view(first.id);
      expect(again).toMatchObject({ state: 'SUCCESS', type: 'BACKFILL', runId: first.runId });
      expect(again.tasks.nodes.map(({ tryNumber }) => tryNumber)).toEqual([2, 2]);
    });

    it('the first date does not wait for the past, the others do', async () => {
      const dagId = await here.api.define(
        here.name('chained'),
        { t: bash('echo {{ ds }}', { dependsOnPast: true }) },
        schedule,
      );
      await here.api.setState({
        dagRunId: await here.api.start(dagId, { logicalDate: '2019-12-31T00:00:00Z' }),
        state: 'FAILED',
      });
      const backfill = await ended((await created(dagId, { ...range, reprocess: 'FAILED' })).id);
      expect(backfill).toMatchObject({ state: 'COMPLETED', finished: 5, failed: 0 });
    });

    it('is refused with a code and what to do', async () => {
      const dagId = await here.api.define(here.name('refused'), { t: bash('true') }, { ...schedule, paused: true });
      const { id } = await created(dagId, range);
      expect(await create(dagId, range)).toMatchObject({ __typename: 'BackfillRefused', code: 'CONFLICT' });
      expect(await change('cancel', id)).toMatchObject({ __typename: 'BackfillChanged' });
      expect(await create(dagId, { from: range.to, to: range.from })).toMatchObject({ code: 'INVALID' });
      expect(await create('nobody', range)).toMatchObject({ __typename: 'DagNotFound' });
      const plain = await here.api.define(here.name('plain'), { t: bash('true') });
      expect(await create(plain, range)).toMatchObject({ __typename: 'BackfillRefused', code: 'INVALID' });
    });
  });

  describe('pauseBackfill, resumeBackfill and cancelBackfill', () => {
    it('hold new runs back, go on, and end it', async () => {
      const dagId = await here.api.define(
        here.name('held'),
        { ask: { type: 'approval', with: { subject: 'go?' } } },
        schedule,
      );
      const { id } = await created(dagId, { ...range, maxActiveRuns: 1 });
      const running = await untilRunning(id);
      expect(await change('pause', id)).toMatchObject({ backfill: { state: 'PAUSED' } });
      expect(await change('pause', id)).toMatchObject({ code: 'ILLEGAL_STATE' });
      await here.api.setState({ dagRunId: running, state: 'SUCCESS' });
      await here.api.ended(running);
      expect((await show(id)).runs.nodes.filter(({ state }) => state === 'RUNNING')).toEqual([]);
      expect(await change('resume', id)).toMatchObject({ backfill: { state: 'RUNNING' } });
      const second = await untilRunning(id);
      expect(await change('cancel', id)).toMatchObject({ backfill: { state: 'CANCELLED' } });
      const { runs, skipped, total } = await show(id);
      expect(total + skipped.length).toBe(5);
      const states = runs.nodes.map((run) => (run.id === second ? 'RUNNING' : run.state));
      expect(states.filter((state) => state === 'QUEUED')).toEqual([]);
      await here.api.setState({ dagRunId: second, state: 'SUCCESS' });
      expect((await here.api.ended(second)).state).toBe('SUCCESS');
      const { events } = await here.api.ask<{ events: { nodes: { type: string; reason: string }[] } }>(
        'query ($dagId: ID) { events(filter: { dagId: $dagId, types: ["BackfillCreated", "BackfillPaused", "BackfillResumed", "BackfillCancelled"] }) { nodes { type reason } } }',
        { dagId },
      );
      expect(events.nodes.map(({ type }) => type).sort()).toEqual([
        'BackfillCancelled',
        'BackfillCreated',
        'BackfillPaused',
        'BackfillResumed',
      ]);
    });

    const untilRunning = async (id: string): Promise<string> => {
      for (;;) {
        const run = (await show(id)).runs.nodes.find(({ state }) => state === 'RUNNING');
        if (run !== undefined) return run.id;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
  });
}
