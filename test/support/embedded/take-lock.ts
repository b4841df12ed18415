import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../../../src/embedded/files/exclusive-lock.js';

/** Takes the lock of a folder once a file appears, says what came of it, and holds on until it is killed. */
const [folder = '', go = ''] = process.argv.slice(2);
while (!existsSync(go)) await sleep(1);
console.log(tryLock(folder, 'lock').kind);
setInterval(() => undefined, 1_000);
