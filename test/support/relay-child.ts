import { DagCache } from '../../activities/engine/context/dag-cache.js';
import { Masker } from '../../activities/engine/log/masker.js';
import { NotificationRelay } from '../../activities/engine/notify/notification-relay.js';
import { notifyWebhook } from '../../activities/notify/webhook/notify-webhook.js';
import type { OperatorDefinition } from '../../activities/sdk/index.js';
import { Notifier } from '../../src/event-store/index.js';
import { createPool } from '../../src/platform/database/pool.js';

/** A process that sends notifications, for specs that kill it. Arguments: database url, lease in ms. */
const [databaseUrl = '', leaseMs = ''] = process.argv.slice(2);
const pool = createPool(databaseUrl, { name: 'relay child' });
const silent = (): void => undefined;
const relay = new NotificationRelay(
  {
    pool,
    dags: new DagCache(pool),
    notifier: new Notifier(pool),
    actor: { kind: 'WORKER', id: 'child', name: 'child' },
    operator: () => notifyWebhook as OperatorDefinition,
    secrets: { connection: async () => null, variable: async () => null },
    masker: new Masker(),
    fileRoots: [],
    logger: { debug: silent, info: silent, warn: silent, error: silent, line: silent },
    onError: (error) => console.error(error),
  },
  Number(leaseMs),
);
relay.poke();
