import type { EndedLease } from '../lease/end-lease.js';
import { pipesPath } from '../lease/registry-path.js';
import { type LeaseOptions, WorkerLease } from '../lease/worker-lease.js';
import { tellOfEndedLease } from '../lease/reaper.js';
import { SlotGranter } from '../slots/slot-granter.js';
import { startJobCanceller } from '../job/job-canceller.js';
import { DagCache } from '../context/dag-cache.js';
import { RealPipes } from '../process/real-pipes.js';
import { AttemptEngine } from './attempt-engine.js';
import type { EngineDeps } from './engine-deps.js';

/** A process gets TERM, and KILL this much later (DAG format, "Defaults"). */
const KILL_AFTER_MS = 10_000;
/** A body begins only with this part of a lease left: 10 s of 30. */
const BEGIN_PART = 1 / 3;

export type OpenEngineOptions = Omit<LeaseOptions, 'bodies' | 'onRenewed'> &
  Omit<EngineDeps, 'worker' | 'dags' | 'groups' | 'pipes' | 'killAfterMs' | 'slots'> & {
    killAfterMs?: number;
    slots?: SlotGranter;
  };

/** The attempts of this process under its lease. */
export interface OpenEngine {
  engine: AttemptEngine;
  lease: WorkerLease;
  /** Gives bodies `graceMs` to end, cuts the rest, and ends the lease: those are LOST and run again elsewhere. */
  stop(graceMs: number): Promise<void>;
}

/** @throws where PostgreSQL is out of reach */
export async function openEngine(options: OpenEngineOptions): Promise<OpenEngine> {
  const opened: { engine: AttemptEngine | null } = { engine: null };
  const lease = await WorkerLease.open({
    ...options,
    bodies: () => opened.engine?.held ?? [],
    onRenewed: (ended, settled) => void opened.engine?.heed(ended, settled).catch(options.onError),
  });
  const pipes = new RealPipes(pipesPath(lease.groups.path));
  const deps: EngineDeps = { ...options, ...parts(options, lease), pipes };
  const engine = new AttemptEngine(deps);
  const canceller = startJobCanceller(deps, options.queue);
  opened.engine = engine;
  return {
    engine,
    lease,
    stop: async (graceMs) => {
      await canceller.stop();
      tell(options, await stop(engine, lease, pipes, graceMs));
    },
  };
}

function parts(options: OpenEngineOptions, lease: WorkerLease) {
  const { pool, leaseMs, codeVersion, killAfterMs = KILL_AFTER_MS } = options;
  const { incarnation, identity, groups } = lease;
  const worker = { incarnation, name: identity, codeVersion, needsLeaseMs: leaseMs * BEGIN_PART };
  const slots = options.slots ?? new SlotGranter(pool, options.onError);
  return { worker, groups, killAfterMs, slots, dags: new DagCache(pool) };
}

async function stop(engine: AttemptEngine, lease: WorkerLease, pipes: RealPipes, graceMs: number): Promise<EndedLease> {
  await engine.drain(graceMs);
  pipes.remove();
  if (engine.leftBehind === 0) return lease.close();
  // code that cannot be stopped runs until this process ends: only then may the lease end
  await lease.leave();
  return null;
}

function tell({ notifier }: OpenEngineOptions, ended: EndedLease): void {
  if (ended !== null) tellOfEndedLease(notifier, ended.dagRunIds);
}
