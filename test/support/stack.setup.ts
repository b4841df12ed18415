import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { tryLock } from '../../src/embedded/files/exclusive-lock.js';
import { openHome } from '../../src/embedded/home.js';
import { progressPrinter } from '../../src/embedded/progress.js';
import { startStack } from '../../src/embedded/stack.js';
import { openChildrenRecord } from '../../src/embedded/supervisor/children-record.js';
import { endLeftovers } from '../../src/embedded/supervisor/end-leftovers.js';
import { makeTemplate } from './template-database.js';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
    temporalAddress: string;
  }
}

const PREFIX = 'continuo-stack-';

/** One PostgreSQL and one Temporal for all int and e2e specs of a run, in a home of their own: `inject('databaseUrl')`, `inject('temporalAddress')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  const cacheFolder =
    process.env['CONTINUO_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'continuo');
  const stack = await startStack({ home, cacheFolder, progress: progressPrinter((line) => console.log(line)) });
  const stop = async (): Promise<void> => {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await makeTemplate(stack.databaseUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('temporalAddress', stack.temporalAddress);
  return stop;
}

/** A test run that was killed leaves its servers and its home: the next run ends and removes them. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    if (!existsSync(join(tmpdir(), name, 'run', 'children.json'))) continue;
    const home = openHome(join(tmpdir(), name));
    if (tryLock(home.run, 'lock').kind === 'busy') continue;
    await endLeftovers(openChildrenRecord(home), () => undefined);
    rmSync(home.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
