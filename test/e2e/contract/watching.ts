import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { taskOf } from '../support/api.js';
import { bash } from '../support/bash-task.js';
import type { Here } from '../support/here.js';

const HOOK = `mutation ($input: CreateAssetHookInput!) { createAssetHook(input: $input) { __typename
  ... on AssetHookCreated { secret hook { id path } } } }`;
const EMIT = `mutation ($input: EmitAssetEventInput!) { emitAssetEvent(input: $input) { __typename
  ... on AssetEventEmitted { event { id } } ... on Refused { code } } }`;
const RUNS = 'query ($dagId: ID) { dagRuns(filter: { dagId: $dagId }) { nodes { id type state } } }';
const CAUSES = `query ($id: ID!) { dagRun(id: $id) { type triggeringAssetEvents { nodes { id asset extra watcher dagRunId
  actor { kind name } triggeredRuns { nodes { id } } } } } }`;
const LINEAGE = `query ($asset: String!, $direction: LineageDirection) { lineage(asset: $asset, direction: $direction) {
  truncated nodes { id distance } edges { from to } } }`;

interface Cause {
  id: string;
  asset: string;
  extra: { rows?: number; files?: string[] };
  watcher: string | null;
  dagRunId: string | null;
  actor: { kind: string; name: string };
  triggeredRuns: { nodes: { id: string }[] };
}

/** Assets that others tell of: a signed hook, a person, a sensor that watches a folder. */
export function watching(here: Here): void {
  const runsOf = async (dagId: string) =>
    (await here.api.ask<{ dagRuns: { nodes: { id: string; type: string; state: string }[] } }>(RUNS, { dagId })).dagRuns
      .nodes;
  /** The ids of the DAG's runs, the oldest first, as soon as there are so many. */
  const runsWhen = async (dagId: string, count: number): Promise<string[]> => {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
      const runs = await runsOf(dagId);
      if (runs.length >= count) return runs.map(({ id }) => id).reverse();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${dagId} has fewer than ${count} runs`);
  };
  const causesOf = async (id: string): Promise<Cause[]> =>
    (await here.api.ask<{ dagRun: { triggeringAssetEvents: { nodes: Cause[] } } }>(CAUSES, { id })).dagRun
      .triggeringAssetEvents.nodes;

  describe('a signed hook', () => {
    it('starts the run that waits for its asset, once, and lineage shows the way', { timeout: 180_000 }, async () => {
      const [orders, revenue] = [here.name('hooked_orders'), here.name('hooked_revenue')];
      const report = await here.api.define(
        here.name('hooked_report'),
        { sum: { ...bash(`echo {{ triggeringAssets['${orders}'][0].extra.rows }}`), outlets: [{ asset: revenue }] } },
        { schedule: { assets: orders } },
      );
      const { secret, hook } = (await here.api.mutate(HOOK, {
        input: { asset: orders, description: 'the shop', reason: 'e2e' },
      })) as unknown as { secret: string; hook: { id: string; path: string } };

      const post = async (body: string, key = secret): Promise<{ status: number; eventId?: string }> => {
        const t = Math.floor(Date.now() / 1_000);
        const signature = `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`;
        const headers = { 'content-type': 'application/json', 'x-continuo-signature': signature };
        const response = await fetch(new URL(hook.path, here.endpoint.url), { method: 'POST', headers, body });
        return { ...((await response.json()) as object), status: response.status };
      };
      const body = JSON.stringify({ id: 'order-batch-7', extra: { rows: 7 } });
      expect((await post(body, 'chs_guessed')).status).toBe(401);
      const first = await post(body);
      expect(first.status).toBe(202);
      expect(await post(body)).toMatchObject({ status: 202, eventId: first.eventId });

      const [id = ''] = await runsWhen(report, 1);
      const run = await here.api.ended(id, 120_000);
      expect(run.state).toBe('SUCCESS');
      expect(taskOf(run, 'sum').xcoms).toMatchObject([{ value: '7' }]);
      expect(await causesOf(id)).toEqual([
        {
          ...{ id: first.eventId, asset: orders, extra: { rows: 7 }, watcher: `hook ${hook.id}`, dagRunId: null },
          ...{ actor: { kind: 'SERVICE', name: 'the shop' }, triggeredRuns: { nodes: [{ id }] } },
        },
      ]);
      expect(await runsOf(report)).toMatchObject([{ type: 'ASSET_TRIGGERED' }]);

      const { lineage } = await here.api.ask<{ lineage: { nodes: object[]; edges: object[] } }>(LINEAGE, {
        asset: orders,
        direction: 'DOWNSTREAM',
      });
      const [dag, task] = [`dag:${report}`, `task:${report}/sum`];
      expect(lineage.nodes).toEqual([
        { id: `asset:${orders}`, distance: 0 },
        { id: dag, distance: 1 },
        { id: task, distance: 2 },
        { id: `asset:${revenue}`, distance: 3 },
      ]);
      expect(lineage.edges).toHaveLength(3);

      const emitted = await here.api.mutate(EMIT, { input: { asset: orders, extra: { rows: 8 }, reason: 'by hand' } });
      expect(emitted.__typename).toBe('AssetEventEmitted');
      const [, second = ''] = await runsWhen(report, 2);
      expect(taskOf(await here.api.ended(second, 120_000), 'sum').xcoms).toMatchObject([{ value: '8' }]);
      expect((await causesOf(second))[0]).toMatchObject({ watcher: null, actor: { kind: 'USER' } });
    });
  });

  describe('the example of a watcher', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-inbox-')));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    /** The example as it stands, with names and a folder of its own. */
    const registered = async (file: string): Promise<string> => {
      const text = readFileSync(`examples/watcher/dags/${file}.yaml`, 'utf8');
      const source = text
        .replace(`id: ${file}`, `id: ${here.name(file)}`)
        .replace('/tmp/continuo-examples/inbox', folder)
        .replaceAll(/(asset: |assets: |triggeringAssets\.)inbox/g, `$1${here.name('inbox')}`);
      const answer = await here.api.register({ source, format: 'YAML' });
      expect(answer).toMatchObject({ __typename: 'DagRegistered' });
      return here.name(file);
    };
    const put = (name: string, rows: number): void => {
      writeFileSync(join(folder, `${name}.part`), 'row\n'.repeat(rows));
      renameSync(join(folder, `${name}.part`), join(folder, `${name}.csv`));
    };

    it('sees files, updates the asset, and the consumer runs with them', { timeout: 300_000 }, async () => {
      const [load, watch] = [await registered('load_files'), await registered('watch_inbox')];
      const counts: unknown[] = [];
      for (const [i, rows] of [3, 5].entries()) {
        put(`file${i}`, rows);
        const id = (await runsWhen(load, i + 1))[i] ?? '';
        const run = await here.api.ended(id, 120_000);
        counts.push(taskOf(run, 'count').xcoms[0]?.value);
        const [cause, ...more] = await causesOf(id);
        expect(more).toEqual([]);
        expect(cause?.extra.files).toEqual([join(folder, 'taken', cause?.dagRunId ?? '', `file${i}.csv`)]);
        expect((await runsOf(watch)).map((each) => each.id)).toContain(cause?.dagRunId);
      }
      expect(counts).toEqual(['3', '5']);
      await here.api.pause(watch, true);
      for (const { id, state } of await runsOf(watch))
        if (state === 'RUNNING' || state === 'QUEUED') await here.api.setState({ dagRunId: id, state: 'FAILED' });
    });
  });
}
