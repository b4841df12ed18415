import { tmpdir } from 'node:os';
import { z } from 'zod';
import { Masker } from '../../activities/engine/log/masker.js';
import { startNotifications } from '../../activities/engine/notify/start-notifications.js';
import { type Connection, defineNotifier, type OperatorDefinition } from '../../activities/sdk/index.js';
import { Notifier } from '../../src/event-store/index.js';
import type { FreshDatabase } from './database.js';

export interface RelayOptions {
  operators: readonly OperatorDefinition[];
  connections: Record<string, Partial<Connection>>;
  /** Lines that notifiers log. */
  logged: string[];
  errors: unknown[];
}

const NONE = { type: 'generic', host: null, port: null, database: null, login: null, password: null, extra: {} };

/** What a worker has to tell people with, on a database. */
export function startRelay(db: FreshDatabase, options: RelayOptions): Promise<{ stop(): Promise<void> }> {
  const { operators, connections, logged, errors } = options;
  return startNotifications({
    pool: db.pool,
    databaseUrl: db.url,
    notifier: new Notifier(db.pool),
    actor: { kind: 'WORKER', id: 'w1', name: 'worker one' },
    operator: (type) => operators.find((operator) => operator.type === type),
    secrets: {
      connection: async (id) => {
        const found = connections[id];
        return found === undefined ? null : { id, ...NONE, ...found };
      },
      variable: async () => null,
    },
    masker: new Masker(),
    fileRoots: [tmpdir()],
    log: (_, message) => void logged.push(message),
    onError: (error) => void errors.push(error),
  });
}

/** A run's access in specs without connections and variables. */
export const NO_SECRETS = {
  secrets: { connection: async () => null, variable: async () => null },
  masker: new Masker(),
};

/** Fails, and tells everything. */
export const loudNotifier = defineNotifier({
  type: 'acme.loud',
  summary: 'of a spec',
  with: z.strictObject({ connection: z.string() }),
  send: async (delivery, { connection }) => {
    const { password } = await delivery.connection(connection);
    throw new Error(`cannot log in with ${password ?? ''}`);
  },
}) as OperatorDefinition;
