import { mkdirSync } from 'node:fs';
import { openEngine } from '../../activities/engine/attempt/open-engine.js';
import { bash } from '../../activities/core/bash/bash.js';
import { Masker } from '../../activities/engine/log/masker.js';
import type { OperatorDefinition } from '../../activities/sdk/index.js';
import { Notifier } from '../../src/event-store/index.js';
import { createPool } from '../../src/platform/database/pool.js';

/**
 * A worker process for specs that kill one: opens an engine and makes one attempt.
 * Arguments: database url, home, lease in ms, JSON of the ticket. Says `begun` when the attempt is on its way.
 */
const [databaseUrl = '', home = '', leaseMs = '', ticket = ''] = process.argv.slice(2);
const pool = createPool(databaseUrl, { name: 'worker child' });
mkdirSync(home, { recursive: true });
const { engine, lease } = await openEngine({
  pool,
  logPool: pool,
  notifier: new Notifier(pool),
  databaseUrl,
  home,
  queue: 'default',
  leaseMs: Number(leaseMs),
  codeVersion: () => 'child',
  operator: (type) => (type === 'bash' ? (bash as OperatorDefinition) : undefined),
  secrets: { connection: async () => null, variable: async () => null },
  masker: new Masker(),
  fileRoots: [home],
  onOver: () => console.log('over'),
  onError: (error) => console.error(error),
});
console.log(`lease ${lease.incarnation}`);
console.log(JSON.stringify(await engine.attempt(JSON.parse(ticket))));
