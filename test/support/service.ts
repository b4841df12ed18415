import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { builtinOperators, createRegistry } from '../../activities/registry/index.js';
import { AppModule } from '../../src/app.module.js';
import { ensureFirstToken } from '../../src/auth/index.js';
import { startSequencer } from '../../src/event-store/index.js';
import { createListener } from '../../src/platform/database/listener.js';
import { createApp } from '../../src/platform/http/create-app.js';
import { createLog } from '../../src/platform/logging/logger.js';
import type { ServiceOptions } from '../../src/platform/service-options.js';
import { freshDatabase } from './database.js';

export interface GraphqlAnswer<Data> {
  data: Data;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; correlationId?: string } }[];
}

export interface TestService {
  app: NestFastifyApplication;
  pool: Pool;
  home: string;
  databaseUrl: string;
  adminToken: string;
  /** Errors that the service told its log. */
  logged: unknown[];
  /** A GraphQL request with the admin token or another one. */
  ask<Data = Record<string, unknown>>(query: string, variables?: object, token?: string): Promise<GraphqlAnswer<Data>>;
  stop(): Promise<void>;
}

const user = { handlers: [], operators: [], codeVersion: 'test' };
const registry = createRegistry({ builtin: builtinOperators, user });

/** The API service on a database of its own, without Temporal and without a worker. */
export async function startService(changes: Partial<ServiceOptions> = {}): Promise<TestService> {
  const database = await freshDatabase();
  const home = mkdtempSync(join(tmpdir(), 'continuo-api-'));
  const logged: unknown[] = [];
  const options: ServiceOptions = {
    databaseUrl: database.url,
    home,
    key: randomBytes(32),
    temporalNamespace: 'default',
    operators: () => registry,
    readiness: [],
    introspection: true,
    env: {},
    onError: (error) => void logged.push(error),
    ...changes,
  };
  await ensureFirstToken(database.pool, home);
  const adminToken = readFileSync(join(home, 'admin.token'), 'utf8').trim();
  const app = await createApp(AppModule, options, createLog('silent'));
  const stopSequencer = await sequencerOf(database.pool, database.url);
  const stop = async (): Promise<void> => {
    await app.close();
    await stopSequencer();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  };
  return {
    app,
    pool: database.pool,
    home,
    databaseUrl: database.url,
    adminToken,
    logged,
    ask: askWith(app, adminToken),
    stop,
  };
}

async function sequencerOf(pool: Pool, url: string): Promise<() => Promise<void>> {
  const sequencer = startSequencer(pool, () => undefined);
  const listener = await createListener(url);
  await listener.on('continuo_events', () => sequencer.poke());
  return async () => {
    await listener.close();
    await sequencer.stop();
  };
}

function askWith(app: NestFastifyApplication, adminToken: string): TestService['ask'] {
  return async <Data>(query: string, variables: object = {}, token = adminToken) => {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${token}` },
      payload: { query, variables },
    });
    return response.json<GraphqlAnswer<Data>>();
  };
}
