import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type pg from 'pg';
import { z } from 'zod';
import { attemptActivities } from '../activities/engine/attempt/attempt-activities.js';
import { openEngine, type OpenEngine } from '../activities/engine/attempt/open-engine.js';
import { endLeasesOfHost } from '../activities/engine/lease/end-leases-of-host.js';
import { tellOfEndedLease } from '../activities/engine/lease/reaper.js';
import { maskOutput } from '../activities/engine/log/mask-output.js';
import { Masker } from '../activities/engine/log/masker.js';
import { startNotifications } from '../activities/engine/notify/start-notifications.js';
import { createRunActivities, type RunAccess } from '../activities/engine/run/index.js';
import {
  builtinOperators,
  createRegistry,
  loadUserCode,
  watchProject,
  type Registry,
  type UserCode,
} from '../activities/registry/index.js';
import { resolveConnection } from './connections/resolve.js';
import { endpointPath } from './embedded/endpoint-file.js';
import { readJson } from './embedded/files/read-json.js';
import { watchSupervisor } from './embedded/lifeline.js';
import { Notifier } from './event-store/index.js';
import { loadKey, parseKey } from './platform/config/key-file.js';
import { readSettings, SettingsError, type Settings } from './platform/config/settings.js';
import { createPool } from './platform/database/pool.js';
import { createLog, type Log } from './platform/logging/logger.js';
import { dataConverter } from './temporal/data-converter.js';
import { serveQueue } from './temporal/serve-queue.js';
import { DEFAULT_QUEUE } from './temporal/workflow-id.js';
import { resolveVariable } from './variables/resolve.js';

/** Bodies have this long to end when the worker is stopped; the supervisor waits 15 s in all. */
const GRACE_MS = 10_000;
const LOG_CONNECTIONS = 4;

/** Serves a queue until TERM, INT, HUP or the end of the supervisor. Answers the exit code. */
export async function runWorker(options: { readonly queue: string }): Promise<number> {
  let log = createLog('info');
  try {
    const settings = readSettings();
    const masker = new Masker();
    maskOutput(masker.mask);
    log = createLog(settings.logLevel, undefined, masker.mask);
    const stop = stopSignal(log);
    surviveUserCode(log);
    await new WorkerProcess(settings, options.queue, log, masker).run(stop);
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) log.fatal(error.message);
    else log.fatal({ err: error }, 'the worker cannot go on');
    return 1;
  }
}

/** One worker process: its pools, the user's code, its engine under a lease, its place at Temporal. */
class WorkerProcess {
  private readonly pool: pg.Pool;
  private readonly logPool: pg.Pool;
  private readonly notifier: Notifier;
  private readonly key: Buffer;
  private code: { user: UserCode; registry: Registry } | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly queue: string,
    private readonly log: Log,
    private readonly masker: Masker,
  ) {
    const onError = (error: Error): void => log.warn({ err: error }, 'a connection to PostgreSQL has died');
    this.pool = createPool(this.databaseUrl, { name: `worker ${queue}`, onError });
    const logOptions = { name: `worker ${queue} logs`, max: LOG_CONNECTIONS, onError };
    this.logPool = createPool(withoutDiskWait(this.databaseUrl), logOptions);
    // a connection that dies inside a transaction, between two queries, says so by an event that nobody else hears
    for (const pool of [this.pool, this.logPool]) pool.on('connect', (client) => void client.on('error', onError));
    this.notifier = new Notifier(this.logPool);
    this.key = settings.key === undefined ? loadKey(settings.home) : parseKey(settings.key);
    this.masker.add(decodeURIComponent(new URL(this.databaseUrl).password));
  }

  async run(stop: AbortSignal): Promise<void> {
    await this.loadCode();
    tellOfEndedLease(this.notifier, await endLeasesOfHost(this.pool, this.settings.home));
    const opened = await this.openEngine();
    const watch = this.watchCode();
    try {
      const served = this.serve(opened, stop);
      const tells = await this.startTelling(opened);
      await aborted(stop);
      await Promise.all([served, opened.stop(GRACE_MS), tells.stop()]);
    } finally {
      await watch.close();
      await Promise.all([this.pool.end(), this.logPool.end()]);
    }
  }

  private get databaseUrl(): string {
    const { databaseUrl } = this.settings;
    if (databaseUrl === undefined)
      throw new SettingsError('DATABASE_URL is not set: start by `npm start`, or name a server');
    return databaseUrl;
  }

  private serve({ engine }: OpenEngine, stop: AbortSignal): Promise<void> {
    const { temporal } = this.settings;
    const run =
      this.queue === DEFAULT_QUEUE
        ? createRunActivities(this.pool, this.notifier, { ...this.access(), inline: true })
        : {};
    return serveQueue({
      temporal,
      queue: this.queue,
      activities: { ...run, ...attemptActivities(engine, this.masker.mask) },
      dataConverter: dataConverter(this.key),
      stop,
      graceMs: GRACE_MS,
      onServing: () => this.log.info({ queue: this.queue }, 'the worker serves its queue'),
      onError: (error) => this.log.warn({ err: error }, 'Temporal cannot be served; trying again'),
    });
  }

  /** Messages to people need user code, connections and secrets, as attempts do. */
  private startTelling({ lease: { incarnation, identity } }: OpenEngine): Promise<{ stop(): Promise<void> }> {
    const { pool, notifier, masker, log } = this;
    const onError = (error: unknown): void => log.warn({ err: error }, 'a message to people waits');
    return startNotifications({
      ...{ pool, notifier, onError, ...this.access() },
      databaseUrl: this.databaseUrl,
      actor: { kind: 'WORKER', id: incarnation, name: identity },
      operator: (type) => this.code?.registry.operator(type),
      fileRoots: this.fileRoots(),
      log: (level, message, fields) => log[level](masker.maskJson(fields) as object, masker.mask(message)),
    });
  }

  private openEngine(): Promise<OpenEngine> {
    const { settings, pool, logPool, notifier, queue } = this;
    return openEngine({
      pool,
      logPool,
      notifier,
      queue,
      databaseUrl: this.databaseUrl,
      home: settings.home,
      leaseMs: settings.workerLeaseMs,
      codeVersion: () => this.code?.registry.codeVersion ?? null,
      operator: (type) => this.code?.registry.operator(type),
      scheduleParts: (schedule) => this.code?.registry.scheduleParts(schedule) ?? {},
      ...this.access(),
      callbacks: { key: this.key, publicUrl: () => this.publicUrl() },
      fileRoots: this.fileRoots(),
      onOver: () => this.log.error('the lease of this worker was ended by another process: its guard ends it now'),
      onError: (error) => this.log.warn({ err: error }, 'the worker carries on'),
    });
  }

  /** Connections and variables, and the masker that hears of their secrets. */
  private access(): RunAccess {
    const access = { pool: this.pool, key: this.key, env: process.env };
    return {
      secrets: {
        connection: (id) => resolveConnection(access, id),
        variable: (name) => resolveVariable(access, name),
      },
      masker: this.masker,
    };
  }

  /** The address that the settings name, else that of the service on this machine while it runs. */
  private publicUrl(): string | null {
    const { publicUrl, home } = this.settings;
    return publicUrl ?? readJson(endpointPath({ root: home }), z.object({ url: z.string() }))?.url ?? null;
  }

  /** What operators may touch when the project says nothing: its folder, the data folder's `files`, the temporary folder. */
  private fileRoots(): readonly string[] {
    const files = join(this.settings.home, 'files');
    mkdirSync(files, { recursive: true });
    return this.code?.user.fileRoots ?? [this.settings.project, files, tmpdir()];
  }

  private async loadCode(): Promise<void> {
    const user = await loadUserCode({ directory: this.settings.project, parts: ['operators', 'handlers'] });
    for (const { path, message } of user.errors) this.log.error({ path }, `cannot be loaded: ${message}`);
    this.code = { user, registry: createRegistry({ builtin: builtinOperators, user }) };
  }

  /** Attempts that begin after a change run the new code, and say so by its version. */
  private watchCode() {
    const { user } = this.code ?? {};
    const watched = user ?? { directory: this.settings.project, watched: [], readAt: Date.now() };
    const watch = watchProject(watched, async () => {
      await this.loadCode();
      if (this.code !== null) await watch.follow(this.code.user);
    });
    return watch;
  }
}

/** For logs: the finish of an attempt comes later in the write-ahead log, and its commit waits for the disk for both. */
function withoutDiskWait(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get('options');
  url.searchParams.set('options', `${given === null ? '' : `${given} `}-c synchronous_commit=off`);
  return url.href;
}

/** Aborts at the first TERM, INT or HUP, or when the supervisor has gone. Temporal's SDK shall not handle signals by itself. */
function stopSignal(log: Log): AbortSignal {
  const control = new AbortController();
  const stop = (why: string): void => {
    if (control.signal.aborted) return;
    log.info({ why }, 'the worker stops');
    control.abort();
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => stop(name));
  watchSupervisor(() => stop('the supervisor has ended'));
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) =>
    log[level === 'ERROR' ? 'error' : 'warn']({ detail: meta }, message),
  );
  Runtime.install({ shutdownSignals: [], logger });
  return control.signal;
}

/** A promise that user code forgot, or a timer of it that throws, must not take every other task down. */
function surviveUserCode(log: Log): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'nobody handled the rejection of a promise'));
  process.on('uncaughtException', (error) => log.error({ err: error }, 'nobody caught an exception'));
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exit(await runWorker({ queue: DEFAULT_QUEUE }));
