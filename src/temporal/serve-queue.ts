import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import type { Settings } from '../platform/config/settings.js';
import { tlsOf } from './tls.js';
import { DEFAULT_QUEUE } from './workflow-id.js';

export interface ServeOptions {
  temporal: Settings['temporal'];
  queue: string;
  activities: object;
  dataConverter: DataConverter;
  /** Ends the serving: no more tasks are taken, and those under way may end within `graceMs`. */
  stop: AbortSignal;
  graceMs: number;
  onServing(): void;
  onError(error: unknown): void;
}

const RETRY_MS = 500;
/** What one worker process does at once (reference for the figures: the benchmark's bare Temporal uses the same). */
const SLOTS = {
  maxConcurrentActivityTaskExecutions: 200,
  // a run whose tasks are made inline has its workflow task under way meanwhile
  maxConcurrentWorkflowTaskExecutions: 200,
  maxConcurrentActivityTaskPolls: 10,
  maxConcurrentWorkflowTaskPolls: 10,
  maxConcurrentLocalActivityExecutions: 200,
  maxCachedWorkflows: 500,
  // a worker that was killed keeps its runs' workflow tasks for this long; a live one that is late for it replays
  stickyQueueScheduleToStartTimeout: 2_000,
} as const;

/**
 * Serves a task queue until `stop`. A Temporal that goes away, whatever the error, is waited for with a new connection: bodies know nothing of it.
 * The default queue's workers run workflows too, on the same task queue, so that activities start eagerly.
 */
export async function serveQueue(options: ServeOptions): Promise<void> {
  const { stop, onError } = options;
  while (!stop.aborted) {
    try {
      await serveOnce(options);
    } catch (error) {
      onError(error);
      await sleep(RETRY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function serveOnce(options: ServeOptions): Promise<void> {
  const { stop, onServing } = options;
  const connection = await connect(options.temporal);
  try {
    const worker = await Worker.create(workerOptions(options, connection));
    const shutdown = (): void => worker.shutdown();
    const running = worker.run();
    onServing();
    if (stop.aborted) shutdown();
    else stop.addEventListener('abort', shutdown, { once: true });
    await running.finally(() => stop.removeEventListener('abort', shutdown));
  } finally {
    await connection.close();
  }
}

function connect({ address, apiKey, tls }: Settings['temporal']): Promise<NativeConnection> {
  if (address === undefined) throw new Error('TEMPORAL_ADDRESS is not set: start by `npm start`, or name a server');
  const secured = tlsOf(tls);
  return NativeConnection.connect({
    address,
    ...(secured === false ? {} : { tls: secured }),
    ...(apiKey === undefined ? {} : { apiKey }),
    // on a machine's own network, compressing costs more than it saves; payloads are compressed already
    grpcCompression: { codec: 'none' },
  });
}

function workerOptions(options: ServeOptions, connection: NativeConnection): WorkerOptions {
  const { temporal, queue, activities, dataConverter, graceMs } = options;
  return {
    connection,
    namespace: temporal.namespace,
    taskQueue: queue,
    activities,
    dataConverter,
    ...SLOTS,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 3_000,
    ...(queue === DEFAULT_QUEUE ? workflows() : {}),
  };
}

/** The bundle that the build made for this version of the SDK; without one (in specs, from source) it is made now. */
function workflows(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  const bundle = fileURLToPath(new URL(`../../workflows/bundle-${version}.js`, import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return { workflowsPath: fileURLToPath(new URL(`../../workflows/index.${extension}`, import.meta.url)) };
}
