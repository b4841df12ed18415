import { pause } from './patience.js';
import { descendantsOf, LEASE_MS, type Part, type World } from './world.js';

/** What befalls the product while something is under way; afterwards it is up again, or comes up by itself. */
export interface Fault {
  name: string;
  strike(world: World): Promise<void>;
}

const killed = (...parts: Part[]): Fault => ({
  name: `${parts.join(' and ')} killed`,
  strike: async (world) => {
    for (const part of parts) world.signal(part, 'SIGKILL');
    if (parts.includes('supervisor')) await world.product.exited();
    await world.up();
  },
});

const allKilled = (deleteTemporal: boolean): Fault => ({
  name: deleteTemporal ? 'everything killed, Temporal database deleted' : 'everything killed',
  strike: async (world) => {
    await world.killEverything();
    if (deleteTemporal) world.deleteTemporal();
    await world.up();
  },
});

/** Longer than the worker's lease: its bodies must be dead when it comes back. */
const workerStopped: Fault = {
  name: 'worker stopped, continued after its lease lapsed',
  strike: async (world) => {
    const pids = world.pids('worker');
    world.signal('worker', 'SIGSTOP', pids);
    await pause(LEASE_MS + 1_500);
    world.signal('worker', 'SIGCONT', pids);
  },
};

const postgresAway: Fault = {
  name: 'PostgreSQL away for a while',
  strike: async (world) => {
    const pids = world.pids('postgres').flatMap((pid) => [pid, ...descendantsOf(pid)]);
    world.signal('postgres', 'SIGSTOP', pids);
    await pause(2_500);
    world.signal('postgres', 'SIGCONT', pids);
  },
};

/** A service that lives on finds within a minute which executions are gone, or when one is to be woken; one that starts finds it at once. */
const temporalLost = (...others: Part[]): Fault => ({
  name: `${['Temporal', ...others].join(' and ')} killed, Temporal's database deleted`,
  strike: async (world) => {
    for (const part of ['temporal', ...others] as const) world.signal(part, 'SIGKILL');
    world.deleteTemporal();
    await world.up();
  },
});

export const FAULT = {
  worker: killed('worker'),
  temporal: killed('temporal'),
  service: killed('service'),
  postgres: killed('postgres'),
  workerAndTemporal: killed('worker', 'temporal'),
  workerAndService: killed('worker', 'service'),
  workerAndPostgres: killed('worker', 'postgres'),
  workerAndSupervisor: killed('supervisor', 'worker'),
  everything: allKilled(false),
  everythingAndTemporal: allKilled(true),
  temporalLost: temporalLost(),
  temporalAndServiceLost: temporalLost('service'),
  workerStopped,
  postgresAway,
} as const;

export const FAULTS: readonly Fault[] = Object.values(FAULT);
