import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aRun, page } from '../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../test/support/cli/run-command.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());
const continuo = (...args: string[]): ReturnType<typeof runCommand> => runCommand(args, { url: api?.url ?? '' });

describe('runs show', () => {
  it('of a run that follows assets, shows the updates that it was made for', async () => {
    const event = (id: string) => ({
      ...{ id, asset: 'orders', partition: null, extra: {}, at: '2026-11-21T08:00:00Z', actor: { name: 'ann' } },
      ...{ dagId: 'shop', dagRunId: 'r', runId: 'today', taskId: 'load', mapIndex: -1, watcher: null },
    });
    const made = { partitionKey: 'no', triggeringAssetEvents: page([event('asset-orders:7')], { totalCount: 3 }) };
    api = await startFixtureApi({ dagRun: () => aRun(made) });
    const { stdout } = await continuo('runs', 'show', 'run-1');
    expect(stdout).toMatch(/^made for +orders \(asset-orders:7 by shop\/today load\), 2 more$/m);
    expect(stdout).toMatch(/^partition +no$/m);
  });

  it('of a run that a task has triggered, names the task as people name it', async () => {
    const parent = { taskId: 'publish', dagRun: aRun({ dagId: 'prices', runId: 'today' }) };
    api = await startFixtureApi({ dagRun: () => aRun({ parent }) });
    expect((await continuo('runs', 'show', 'run-1')).stdout).toMatch(/^parent +prices\/today publish$/m);
  });
});
