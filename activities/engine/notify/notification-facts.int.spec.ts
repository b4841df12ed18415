import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { Notifier } from '../../../src/event-store/index.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { MessageReceivers } from '../../../test/support/message-receivers.js';
import { notificationReads } from '../../../test/support/notification-reads.js';
import { seedRun, settleTicket } from '../../../test/support/seed-run.js';
import { NO_SECRETS, startRelay } from '../../../test/support/spec-relay.js';
import { notifyOperators } from '../../notify/index.js';
import { createRunActivities } from '../run/index.js';

let db: FreshDatabase;
let receivers: MessageReceivers;
beforeAll(async () => {
  [db, receivers] = await Promise.all([freshDatabase(), MessageReceivers.open()]);
});
afterAll(async () => {
  await receivers.close();
  await db.drop();
});

it('a message tells of the run as it was at the event, however late it is sent', async () => {
  const told = (path: string) => ({ onFailure: [{ type: 'notify.webhook', with: { connection: 'hook', path } }] });
  const tasks = { a: { type: 'bash', with: { command: 'false' }, notify: told('/task') } };
  const dag = { id: `dag_${randomUUID()}`, notify: told('/run'), tasks } as unknown as NormalizedDag;
  const run = createRunActivities(db.pool, new Notifier(db.pool), NO_SECRETS);
  const dagRunId = await seedRun(db.pool, dag);
  await run.claim({ dagRunId, epoch: 1, now: Date.now() });
  const error = { type: 'BashExit', message: 'exit code 3', retryable: true };
  await settleTicket(db.pool, { dagRunId, taskId: 'a', tryNumber: 1 }, { kind: 'FAILED', error });
  await run.claim({ dagRunId, epoch: 1, now: Date.now() });
  const { connections } = receivers;
  const relay = await startRelay(db, { operators: notifyOperators, connections, logged: [], errors: [] });
  await notificationReads(db.pool).settled(dagRunId, 2);
  await relay.stop();
  const states = Object.fromEntries(receivers.posted.map(({ url, body }) => [url, body['state']]));
  expect(states).toEqual({ '/task': 'running', '/run': 'failed' });
});
