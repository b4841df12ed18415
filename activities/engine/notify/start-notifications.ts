import type { JsonObject } from '../../../src/domain/json.js';
import { createListener } from '../../../src/platform/database/listener.js';
import type { TaskLogger } from '../../sdk/index.js';
import { DagCache } from '../context/dag-cache.js';
import { NotificationRelay } from './notification-relay.js';
import type { RelayDeps } from './relay-deps.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

export interface NotificationsOptions extends Omit<RelayDeps, 'dags' | 'logger'> {
  databaseUrl: string;
  /** What notifiers have to say; the caller masks it. */
  log(level: Level, message: string, fields: JsonObject): void;
}

/** This process's part in telling people. @throws where PostgreSQL is out of reach */
export async function startNotifications(options: NotificationsOptions): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, log, ...deps } = options;
  const relay = new NotificationRelay({ ...deps, dags: new DagCache(deps.pool), logger: loggerOf(log) });
  const listener = await createListener(databaseUrl, deps.onError);
  await listener.on('continuo_notify', () => relay.poke());
  listener.onReconnect(() => relay.poke());
  relay.poke();
  return {
    stop: async () => {
      await listener.close();
      await relay.stop();
    },
  };
}

const loggerOf = (log: NotificationsOptions['log']): TaskLogger => ({
  debug: (message, fields = {}) => log('debug', message, fields),
  info: (message, fields = {}) => log('info', message, fields),
  warn: (message, fields = {}) => log('warn', message, fields),
  error: (message, fields = {}) => log('error', message, fields),
  line: (_, text) => log('info', text, {}),
});
