import { describe, expect, it } from 'vitest';
import { statesOf, taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const RUNS = `query ($dagId: ID) { dagRuns(filter: { dagId: $dagId }) { nodes { id type runId logicalDate partitionKey dataInterval { start end } } } }`;
const WHY = 'query ($id: ID!) { dag(id: $id) { scheduleExplanation { reason summary } } }';

interface FollowingRun {
  id: string;
  type: string;
  runId: string;
  logicalDate: string | null;
  partitionKey: string | null;
  dataInterval: { start: string; end: string } | null;
}

/** Runs that follow what other runs have updated. */
export function followingAssets(here: Here): void {
  const runsOf = async (dagId: string): Promise<FollowingRun[]> =>
    (await here.api.ask<{ dagRuns: { nodes: FollowingRun[] } }>(RUNS, { dagId })).dagRuns.nodes;
  const runsWhen = async (dagId: string, count: number): Promise<FollowingRun[]> => {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
      const runs = await runsOf(dagId);
      if (runs.length >= count) return runs;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${dagId} has fewer than ${count} runs: ${JSON.stringify(await here.api.ask(WHY, { id: dagId }))}`);
  };

  describe('a DAG that waits for assets', () => {
    it('gets exactly one run, when all of them have come, and sees what came', { timeout: 240_000 }, async () => {
      const [orders, fx, backup] = [here.name('orders'), here.name('fx'), here.name('fx_backup')];
      const report = await here.api.define(
        here.name('report'),
        {
          tell: {
            type: 'bash',
            with: {
              command: 'echo "$ROWS rows of $FROM, $N updates; $ASSETS"',
              env: {
                ROWS: `{{ triggeringAssets['${orders}'] | map(attribute='extra.rows') | join('+') }}`,
                FROM: `{{ triggering_asset_events['${orders}'][0].source_dag_id }}`,
                N: `{{ triggeringAssets['${orders}'] | length }}`,
                ASSETS: '{{ triggeringAssets.keys() | sort | join(" ") }}',
              },
            },
          },
        },
        { schedule: { assets: { all: [orders, { any: [fx, backup] }] } } },
      );
      const shop = await here.api.define(here.name('shop'), {
        load: {
          ...bash(
            `echo '{"asset": "${orders}", "extra": {"rows": {{ conf.rows }}}}' >> "$CONTINUO_OUTLETS"; exit {{ conf.exit | default(0) }}`,
          ),
          outlets: [{ asset: orders }],
        },
      });
      const rates = await here.api.define(here.name('rates'), {
        done: { type: 'empty', outlets: [{ asset: backup, extra: { day: '{{ ds }}' } }] },
      });
      const why = async (): Promise<string> =>
        (await here.api.ask<{ dag: { scheduleExplanation: { summary: string } } }>(WHY, { id: report })).dag
          .scheduleExplanation.summary;

      for (const rows of [3, 4])
        expect((await here.api.ended(await here.api.start(shop, { conf: { rows } }))).state).toBe('SUCCESS');
      expect((await here.api.ended(await here.api.start(shop, { conf: { rows: 5, exit: 1 } }))).state).toBe('FAILED');
      expect(await why()).toContain(`${orders} has come, ${fx} and ${backup} have not`);
      expect(await runsOf(report)).toEqual([]);

      const day = await here.api.ended(await here.api.start(rates, { logicalDate: '2026-01-02T00:00:00Z' }));
      expect(statesOf(day)).toEqual({ done: 'SUCCESS' });
      const [run, ...more] = await runsWhen(report, 1);
      expect(more).toEqual([]);
      expect(run).toMatchObject({ type: 'ASSET_TRIGGERED', logicalDate: null, dataInterval: null, partitionKey: null });
      expect(run?.runId).toMatch(/^asset_triggered__/);
      const ended = await here.api.ended(run?.id ?? '', 120_000);
      expect(taskOf(ended, 'tell').xcoms).toMatchObject([
        { value: `3+4 rows of ${shop}, 2 updates; ${[orders, backup].sort().join(' ')}` },
      ]);
      expect(await why()).toContain('none has come');
      expect(await runsOf(report)).toHaveLength(1);
    });

    it('by days gets a run for the day that is complete, with its date', { timeout: 240_000 }, async () => {
      const [a, b] = [here.name('part_a'), here.name('part_b')];
      const daily = await here.api.define(
        here.name('daily'),
        { tell: bash('echo "{{ partitionKey }} {{ ds }} {{ dataInterval.end }}"') },
        { schedule: { assets: [a, b], partition: 'day', timezone: 'Europe/Paris' } },
      );
      const maker = await here.api.define(here.name('maker'), {
        one: { type: 'empty', outlets: [{ asset: a, partition: '{{ ds }}' }] },
        other: { type: 'empty', outlets: [{ asset: b, partition: '{{ conf.day }}' }] },
      });
      const input = { logicalDate: '2026-03-29T00:00:00Z', conf: { day: '2026-03-29' } };
      await here.api.ended(await here.api.start(maker, input));
      const [run] = await runsWhen(daily, 1);
      const interval = { start: '2026-03-28T23:00:00.000Z', end: '2026-03-29T22:00:00.000Z' };
      expect(run).toMatchObject({ logicalDate: interval.start, partitionKey: '2026-03-29', dataInterval: interval });
      const ended = await here.api.ended(run?.id ?? '', 120_000);
      expect(taskOf(ended, 'tell').xcoms).toMatchObject([{ value: '2026-03-29 2026-03-28 2026-03-29T22:00:00+00:00' }]);
    });
  });
}
