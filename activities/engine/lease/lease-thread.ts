import { spawn, type ChildProcess } from 'node:child_process';
import { uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import type { NodeProgramFile } from './node-program.js';

/** What the thread is told at its start. */
export interface LeaseThreadData {
  databaseUrl: string;
  renewSql: string;
  incarnation: string;
  leaseMs: number;
  guard: NodeProgramFile & { args: string[] };
}
/** `bodies`: JSON for the renewal. `bye`: the lease has ended in order; the guard is let go. */
export type ToThread = { kind: 'bodies'; bodies: string } | { kind: 'bye' };
export type FromThread =
  | { kind: 'guard'; pid: number }
  | { kind: 'renewed'; ended: string[]; settled: unknown[] }
  | { kind: 'failed'; message: string }
  | { kind: 'over' }
  | { kind: 'gone' };

/**
 * Renews the lease from a thread of its own, so that a body that keeps the main thread busy costs nobody a lease, and feeds the guard. The guard
 * is this thread's child: when the thread or the process dies, its pipe closes.
 */
const data = workerData as LeaseThreadData;
const tell = (message: FromThread): void => parentPort?.postMessage(message);

const RESTART_MS = 50;

let bodies = '[]';
let leaving = false;
let guard = startGuard();
let client: pg.Client | null = null;

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'bodies') bodies = message.bodies;
  else leave();
});

function startGuard(): ChildProcess {
  const { path, execArgv, args } = data.guard;
  const child = spawn(process.execPath, [...execArgv, path, ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  child.stdin.on('error', () => undefined);
  child.once('error', restartGuard);
  child.once('exit', restartGuard);
  if (child.pid !== undefined) tell({ kind: 'guard', pid: child.pid });
  return child;
}

/** Somebody has ended the guard, or it could not be started. */
function restartGuard(): void {
  if (leaving) return;
  setTimeout(() => {
    if (!leaving) guard = startGuard();
  }, RESTART_MS);
}

function leave(): void {
  leaving = true;
  guard.stdin?.end('bye\n');
  void client?.end().catch(() => undefined);
  const gone = (): void => tell({ kind: 'gone' });
  if (guard.exitCode !== null || guard.signalCode !== null) gone();
  else guard.once('exit', gone);
}

async function connected(): Promise<pg.Client> {
  if (client !== null) return client;
  const fresh = new pg.Client({
    connectionString: data.databaseUrl,
    application_name: 'continuo lease',
    connectionTimeoutMillis: Math.max(500, data.leaseMs / 6),
    query_timeout: Math.max(500, data.leaseMs / 6),
    keepAlive: true,
  });
  fresh.on('error', () => {
    if (client === fresh) client = null;
  });
  await fresh.connect();
  client = fresh;
  return fresh;
}

async function renew(): Promise<void> {
  const sentAt = uptime();
  const { rows } = await (
    await connected()
  ).query<{ alive: boolean; ended: string[]; settled: unknown[] }>(data.renewSql, [
    data.incarnation,
    data.leaseMs,
    bodies,
  ]);
  const answer = rows[0];
  if (answer?.alive !== true) return over();
  guard.stdin?.write(`${sentAt}\n`);
  tell({ kind: 'renewed', ended: answer.ended, settled: answer.settled });
}

/** Someone has ended this lease: other workers may have the tickets by now. The guard ends everything at once. */
function over(): void {
  if (leaving) return;
  leaving = true;
  tell({ kind: 'over' });
  setTimeout(() => guard.stdin?.end(), 50);
}

async function renewAlways(): Promise<void> {
  while (!leaving) {
    await renew().catch((error: unknown) => {
      const broken = client;
      client = null;
      void broken?.end().catch(() => undefined);
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
    await sleep(data.leaseMs / 10);
  }
}

void renewAlways();
