import { bundleWorkflowCode } from '@temporalio/worker';
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiled workflows, seen from dist/src/build. */
const workflows = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'workflows');

const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
const quiet = () => undefined;

/** The sandbox's bundle, made once at build time so that a worker starts without webpack. It fits this version of the SDK only: the name says which. */
const { code } = await bundleWorkflowCode({
  workflowsPath: join(workflows, 'index.js'),
  logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error },
});
mkdirSync(workflows, { recursive: true });
writeFileSync(join(workflows, `bundle-${version}.js`), code);
