import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { HISTORIES } from './record-history.js';

const BUNDLING_MS = 120_000;

/**
 * Runs that are under way when a new version is installed go on in it: every history that was ever recorded must replay in today's workflow.
 * New ones are added by `npm run histories`; none is ever changed or removed.
 */
describe('recorded histories', () => {
  let workflowBundle: { code: string };
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  }, BUNDLING_MS);

  const names = readdirSync(HISTORIES).filter((name) => name.endsWith('.json.gz'));
  it('are there', () => expect(names.length).toBeGreaterThan(8));

  it.each(names)('%s replays', async (name) => {
    const history = JSON.parse(gunzipSync(readFileSync(join(HISTORIES, name))).toString()) as unknown;
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined();
  });

  it('a history of another workflow does not', async () => {
    const [name = ''] = names;
    const text = gunzipSync(readFileSync(join(HISTORIES, name))).toString();
    const changed = JSON.parse(
      text.replaceAll('"attempt"', '"another"').replaceAll('"recordTurn"', '"another"'),
    ) as unknown;
    await expect(Worker.runReplayHistory({ workflowBundle }, changed)).rejects.toThrow();
  });
});
