#!/usr/bin/env node
// `continuo …`: the command line. Plain JavaScript: it says what to do where nothing has been built yet.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRY = join(ROOT, 'dist', 'src', 'cli.js');
const NODE_FLOOR = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1])) {
  console.error(`continuo: needs Node ${NODE_FLOOR.join('.')} or newer; this is ${process.versions.node}`);
  process.exit(1);
}
if (!existsSync(ENTRY)) {
  console.error(
    `continuo: not built yet (${ENTRY} is missing): run "npm ci && npm run build" in ${ROOT}, or "npm start"`,
  );
  process.exit(1);
}
const { main } = await import(pathToFileURL(ENTRY).href);
const code = await main(process.argv.slice(2));
// what was written reaches a pipe before the process ends
process.stdout.write('', () => process.exit(code));
