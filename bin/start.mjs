#!/usr/bin/env node
// `npm start`: installs and builds what is missing or older than its sources, then runs everything until Ctrl-C.
import { prepareProject } from './prepare-project.mjs';

await prepareProject();
const { main } = await import('../dist/src/embedded/start.js');
process.exit(await main(process.argv.slice(2)));
