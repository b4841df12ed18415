import { describe, expect, it } from 'vitest';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

interface ScheduledRun {
  runId: string;
  type: string;
  state: string;
  logicalDate: string;
  dataInterval: { start: string; end: string };
  runAfter: string;
  startedAt: string | null;
  triggeredBy: { kind: string };
  cause: { kind: string; facts: { before?: unknown } };
  tasks: { nodes: { taskId: string; state: string; xcoms: { key: string; value: unknown }[] }[] };
}
interface ScheduledDag {
  nextRun: { runAfter: string } | null;
  scheduleExplanation: { reason: string; summary: string };
  runs: { nodes: ScheduledRun[] };
}
const QUESTION = `query ($id: ID!) { dag(id: $id) { nextRun { runAfter } scheduleExplanation { reason summary }
  runs(first: 100) { nodes { runId type state logicalDate dataInterval { start end } runAfter startedAt triggeredBy { kind } cause { kind facts }
    tasks { nodes { taskId state xcoms { key value } } } } } } }`;

const PREVIEW = `query ($schedule: JSON!, $after: DateTime, $count: Int) { previewSchedule(schedule: $schedule, after: $after, count: $count) { __typename
  ... on ScheduleRuns { runs { logicalDate dataInterval { start end } runAfter } } ... on InvalidSchedule { message } } }`;

const DAY = 86_400_000;
const midnight = (daysAgo: number): string =>
  new Date(Math.floor(Date.now() / DAY) * DAY - daysAgo * DAY).toISOString();

/** Runs that begin because their time has come. */
export function scheduling(here: Here): void {
  const show = async (id: string): Promise<ScheduledDag> =>
    (await here.api.ask<{ dag: ScheduledDag }>(QUESTION, { id })).dag;
  /** Its runs by logical date, as soon as so many have succeeded. */
  const succeeded = async (id: string, count: number): Promise<ScheduledRun[]> => {
    for (;;) {
      const runs = (await show(id)).runs.nodes.sort((a, b) => (a.logicalDate < b.logicalDate ? -1 : 1));
      if (runs.filter(({ state }) => state === 'SUCCESS').length >= count) return runs;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const stateOf = (run: ScheduledRun, taskId: string): string | undefined =>
    run.tasks.nodes.find((task) => task.taskId === taskId)?.state;
  const resultOf = (run: ScheduledRun | undefined, taskId: string): unknown =>
    run?.tasks.nodes.find((task) => task.taskId === taskId)?.xcoms.find(({ key }) => key === 'return_value')?.value;

  describe('the preview of a schedule', () => {
    const preview = async (variables: object): Promise<{ __typename: string; runs?: object[]; message?: string }> =>
      (await here.api.ask<{ previewSchedule: { __typename: string } }>(PREVIEW, variables)).previewSchedule;

    it('lists its next runs with their intervals, over the change of the clocks', async () => {
      const schedule = { cron: '30 2 * * *', timezone: 'Europe/Paris' };
      const { runs } = await preview({ schedule, after: '2026-03-27T12:00:00Z', count: 3 });
      const instants = [
        '2026-03-27T01:30:00.000Z',
        '2026-03-28T01:30:00.000Z',
        '2026-03-29T01:30:00.000Z',
        '2026-03-30T00:30:00.000Z',
      ];
      expect(runs).toEqual(
        instants.slice(1).map((end, i) => ({
          logicalDate: instants[i],
          dataInterval: { start: instants[i], end },
          runAfter: end,
        })),
      );
    });

    it('of a trigger timetable: each run is for the instant at which it is made', async () => {
      const { runs } = await preview({
        ...{ schedule: { cron: '0 6 * * mon', timetable: 'trigger' }, after: '2026-11-21T00:00:00Z', count: 2 },
      });
      expect(runs).toMatchObject([
        { logicalDate: '2026-11-23T06:00:00.000Z', runAfter: '2026-11-23T06:00:00.000Z' },
        { logicalDate: '2026-11-30T06:00:00.000Z', runAfter: '2026-11-30T06:00:00.000Z' },
      ]);
    });

    it.each([
      ['no cron', '0 25 * * *'],
      ['an unknown zone', { cron: '@daily', timezone: 'Mars/Olympus' }],
      ['an unknown key', { cron: '@daily', zone: 'UTC' }],
      ['no schedule', 7],
    ])('given %s, says what is wrong', async (_name, schedule) => {
      const answer = await preview({ schedule });
      expect(answer).toEqual({ __typename: 'InvalidSchedule', message: expect.stringMatching(/.+/) });
    });
  });

  describe('a schedule', () => {
    it('makes a run every few seconds, each once and none early, until the DAG is paused', async () => {
      const id = here.name('ticking');
      // with catchup, for what is late by more than three seconds would be left out
      const caughtUp = { startDate: new Date().toISOString(), catchup: true, maxActiveRuns: 100 };
      await here.api.define(id, { a: { type: 'empty' } }, { schedule: '* * * * * */3', ...caughtUp });
      const before = await succeeded(id, 3);
      await here.api.pause(id, true);
      const runs = await succeeded(id, before.length);
      expect(new Set(runs.map(({ logicalDate }) => logicalDate)).size).toBe(runs.length);
      for (const [i, run] of runs.entries()) {
        const [start, end] = [run.dataInterval.start, run.dataInterval.end].map((text) => Date.parse(text));
        expect(start).toBe(Date.parse(runs[0]?.logicalDate ?? '') + i * 3_000);
        expect(end).toBe((start ?? 0) + 3_000);
        expect(run).toMatchObject({
          type: 'SCHEDULED',
          runAfter: run.dataInterval.end,
          triggeredBy: { kind: 'SCHEDULER' },
        });
        expect(run.runId).toBe(`scheduled__${run.logicalDate.slice(0, 19)}+00:00`);
        expect(run.cause.kind).toBe('SCHEDULE');
        if (run.startedAt !== null) expect(Date.parse(run.startedAt)).toBeGreaterThanOrEqual(end ?? 0);
      }
      expect(await show(id)).toMatchObject({ nextRun: null, scheduleExplanation: { reason: 'PAUSED' } });
    });

    it('is measured: /metrics tells how late runs are made', async () => {
      const metrics = await (await fetch(new URL('/metrics', here.endpoint.url))).text();
      const figure = (name: string): number =>
        Number(
          metrics
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.slice(name.length),
        );
      const lateness = 'continuo_schedule_lateness_seconds';
      expect(figure(`${lateness}_count`)).toBeGreaterThanOrEqual(3);
      expect(figure(`${lateness}{quantile="1"}`)).toBeGreaterThanOrEqual(figure(`${lateness}{quantile="0.5"}`));
      expect(figure(`${lateness}_sum`)).toBeGreaterThanOrEqual(0);
    });

    it('catches up in order; what belongs to the latest run is skipped in the others, and each knows its past', async () => {
      const id = here.name('catching_up');
      const past = '{{ prev_data_interval_start_success or "none" }}';
      const tasks = {
        tell: bash(`echo "{{ ds }} {{ dataInterval.end }} ${past}"`, { dependsOnPast: true }),
        gate: { type: 'latestOnly', upstream: ['tell'] },
        publish: { type: 'empty', upstream: ['gate'] },
        late: { type: 'empty', startDate: midnight(1) },
      };
      const more = { schedule: '@daily', startDate: midnight(3), catchup: true, maxActiveRuns: 1 };
      await here.api.define(id, tasks, more);
      const runs = await succeeded(id, 3);
      expect(runs.map(({ logicalDate }) => logicalDate)).toEqual([3, 2, 1].map(midnight));
      expect(runs.map((run) => stateOf(run, 'publish'))).toEqual(['SKIPPED', 'SKIPPED', 'SUCCESS']);
      expect(runs.map((run) => stateOf(run, 'late'))).toEqual([undefined, undefined, 'SUCCESS']);
      const told = runs.map((run) => String(resultOf(run, 'tell')).split(' '));
      expect(told.map(([ds]) => ds)).toEqual([3, 2, 1].map((n) => midnight(n).slice(0, 10)));
      expect(told.map((words) => words.at(-1)?.slice(0, 10))).toEqual([
        'none',
        ...[3, 2].map((n) => midnight(n).slice(0, 10)),
      ]);
      expect(await show(id)).toMatchObject({
        nextRun: { runAfter: midnight(-1) },
        scheduleExplanation: { reason: 'NOT_DUE' },
      });
    });
  });
}
