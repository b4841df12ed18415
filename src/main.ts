import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Client, Connection } from '@temporalio/client';
import { Pool } from 'pg';
import {
  builtinOperators,
  createRegistry,
  loadUserCode,
  projectDirectory,
  type Registry,
  type UserCode,
  watchProject,
} from '../activities/registry/index.js';
import { startReaper } from '../activities/engine/lease/reaper.js';
import { startSlotSweep } from '../activities/engine/slots/slot-sweep.js';
import { AppModule } from './app.module.js';
import { startAssetRelay } from './assets/index.js';
import { ensureFirstToken } from './auth/index.js';
import { startBackfills } from './backfills/index.js';
import { ProjectDags, VersionReader } from './dags/index.js';
import { writeAtomically } from './embedded/files/write-atomically.js';
import { watchSupervisor } from './embedded/lifeline.js';
import { Notifier, startSequencer } from './event-store/index.js';
import { forgetOldDeliveries } from './hooks/index.js';
import { startDeadlineWatch } from './deadlines/index.js';
import { startDispatch } from './outbox/background.js';
import { loadKey, parseKey } from './platform/config/key-file.js';
import { readSettings, type Settings, SettingsError } from './platform/config/settings.js';
import { LISTENER } from './platform/database/database.module.js';
import type { Listener } from './platform/database/listener.js';
import { migrate } from './platform/database/migrate.js';
import { forgetOldKeys } from './platform/graphql/idempotency.js';
import { createApp } from './platform/http/create-app.js';
import { createLog, type Log } from './platform/logging/logger.js';
import { logError } from './platform/logging/log-error.js';
import type { ServiceOptions } from './platform/service-options.js';
import { startRetention } from './retention/index.js';
import { SchedulePart, startTicker, TickerMetrics } from './schedules/index.js';
import { connectClient } from './temporal/connect-client.js';
import { dataConverter } from './temporal/data-converter.js';
import { namespaceReady } from './temporal/namespace-ready.js';

/** The API service: GraphQL, the sequencer, and the way to Temporal. */

/** A stop that takes longer is no stop. */
const LONGEST_STOP_MS = 10_000;
const FORGET_KEYS_MS = 3_600_000;

/** The user's code as it is now; replaced whenever its files change. */
interface Project {
  code: UserCode;
  registry: Registry;
}

async function loadProject(): Promise<Project> {
  const code = await loadUserCode({ directory: projectDirectory(), parts: ['operators', 'handlers', 'dags'] });
  return { code, registry: createRegistry({ builtin: builtinOperators, user: code }) };
}

async function main(): Promise<void> {
  const settings = readSettings();
  const log = createLog(settings.logLevel);
  const { databaseUrl } = settings;
  if (databaseUrl === undefined)
    throw new SettingsError('DATABASE_URL is not set: start by `npm start`, or name a database');
  mkdirSync(join(settings.home, 'run'), { recursive: true, mode: 0o700 });
  const key = settings.key === undefined ? loadKey(settings.home) : parseKey(settings.key);
  const temporal = connectClient(settings.temporal, dataConverter(key));
  const [project] = await Promise.all([loadProject(), migrate(databaseUrl)]);
  const options = optionsOf(settings, databaseUrl, key, temporal.client, project, log);
  const app = await createApp(AppModule, options, log);
  await ensureFirstToken(app.get(Pool), settings.home);
  const stopWork = await startWork(app, settings, temporal, log);
  const stopWatching = await followProject(app, project, log);
  stopOnce(log, async () => {
    await stopWatching();
    await stopWork();
    await app.close();
    await temporal.connection.close();
  });
  await listen(app, settings, log);
}

function optionsOf(
  settings: Settings,
  databaseUrl: string,
  key: Buffer,
  client: Client,
  project: Project,
  log: Log,
): ServiceOptions {
  return {
    ...{ databaseUrl, key, home: settings.home, temporalNamespace: settings.temporal.namespace },
    operators: () => project.registry,
    readiness: [{ name: 'temporal', check: () => namespaceReady(client) }],
    introspection: true,
    env: process.env,
    onError: logError(log),
  };
}

/** What the service does beside answering: positions for events, wake-ups for Temporal, the end of lapsed leases, forgetting old keys. */
async function startWork(
  app: NestFastifyApplication,
  settings: Settings,
  temporal: { client: Client; connection: Connection },
  log: Log,
): Promise<() => Promise<void>> {
  const [pool, listener, notifier] = [app.get(Pool), app.get<Listener>(LISTENER), app.get(Notifier)];
  const onError = logError(log);
  const sequencer = startSequencer(pool, onError);
  const poke = (): void => sequencer.poke();
  const stops = [await listener.on('continuo_events', poke), listener.onReconnect(poke)];
  const reaper = startReaper(pool, notifier, onError);
  const slots = startSlotSweep(pool, onError);
  const started = await startRelays(app, settings, temporal.client, { pool, listener, notifier, onError });
  const forgetAll = (): Promise<unknown> => Promise.all([forgetOldKeys(pool), forgetOldDeliveries(pool)]);
  const forget = setInterval(() => void forgetAll().catch(onError), FORGET_KEYS_MS);
  return async () => {
    clearInterval(forget);
    stops.forEach((stop) => stop());
    await Promise.all([...started.map((stop) => stop()), reaper.stop(), slots.stop(), sequencer.stop()]);
  };
}

/** What moves on when something has happened or is due. */
function startRelays(
  app: NestFastifyApplication,
  settings: Settings,
  client: Client,
  shared: { pool: Pool; listener: Listener; notifier: Notifier; onError(error: unknown): void },
): Promise<(() => Promise<void>)[]> {
  const { segmentEvents, queuedTimeoutMs: afterMs, queuedTimeoutFails: fails, retention } = settings;
  const ticker = partsOfTicker(app);
  const { versions } = ticker;
  return Promise.all([
    startDispatch({ ...shared, segmentEvents, queuedTimeout: { afterMs, fails }, client }),
    startBackfills({ ...shared, versions }),
    startAssetRelay({ ...shared, versions }),
    startDeadlineWatch(shared),
    startRetention({ ...shared, retention }),
    startTicker({ ...shared, ...ticker }),
  ]);
}

const partsOfTicker = (app: NestFastifyApplication) => ({
  versions: app.get(VersionReader, { strict: false }),
  parts: app.get(SchedulePart, { strict: false }),
  meter: app.get(TickerMetrics, { strict: false }),
});

/** Registers the project's DAG files now and whenever they change. */
async function followProject(app: NestFastifyApplication, project: Project, log: Log): Promise<() => Promise<void>> {
  const dags = app.get(ProjectDags, { strict: false });
  const register = async (): Promise<void> => {
    const { changed, errors } = await dags.register(project.code.dagFiles, project.code.errors);
    if (changed.length > 0) log.info({ dags: changed }, 'registered DAGs of the project');
    for (const { path, message } of errors) log.warn({ path }, `a file of the project cannot be used: ${message}`);
  };
  await register().catch(logError(log));
  const watch = watchProject(project.code, async () => {
    Object.assign(project, await loadProject());
    await watch.follow(project.code);
    await register().catch(logError(log));
  });
  return () => watch.close();
}

/** Whoever started the service finds its port in `run/service.json`. */
async function listen(app: NestFastifyApplication, settings: Settings, log: Log): Promise<void> {
  await app.listen(settings.port, settings.host);
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  writeAtomically(join(settings.home, 'run', 'service.json'), JSON.stringify({ port, pid: process.pid }));
  log.info({ host: settings.host, port }, 'the API listens');
}

/** Ends gracefully on a signal, and when the supervisor is gone; a second signal ends at once. */
function stopOnce(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (cause: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ cause }, 'stopping');
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logError(log)(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => begin('SIGTERM'));
  process.on('SIGINT', () => begin('SIGINT'));
  watchSupervisor(() => begin('the supervisor is gone'));
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof SettingsError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
});
