/**
 * One state of the model, as plain JSON: the rows that the engine's SQL reads and writes, and what lives in processes outside PostgreSQL.
 * One run; workers are 0 and 1.
 */
export interface World {
  /** How many more faults may strike. */
  faults: number;
  clock: number;
  run: RunRow;
  tickets: Ticket[];
  controls: Control[];
  /** What the scenario's `waitsFor` waits for has happened, or its limits were `raised`. */
  happened: boolean;
  dag: 'never paused' | 'paused' | 'unpaused';
  /** `start/1`, `wake/1`: kind and epoch. A set: order and number never matter. */
  outbox: string[];
  executions: Execution[];
  /** Activities that wait for a worker. */
  activities: Activity[];
  /** Activities in a worker's hands. */
  deliveries: Delivery[];
  workers: Worker[];
}

/** The row of `dag_runs`. `head` names a place in the tree of streams (streams.ts). */
export interface RunRow {
  epoch: number;
  head: number;
  state: 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'FAILED';
  admitted: boolean;
  /** It was told that its DAG is paused. */
  held: boolean;
}

export type OutcomeCode = 'SUCCESS' | 'FAILED' | 'CANCELLED' | 'LOST';

/** A row of `tickets`. */
export interface Ticket {
  task: string;
  tryNumber: number;
  poke: number;
  fence: number;
  owner: string | null;
  generation: number;
  lost: number;
  watched: boolean;
  outcome: OutcomeCode | null;
  ended: boolean;
  /** It holds the slots that it asks for; it stands in `slot_waiters` for them. */
  granted: boolean;
  waits: boolean;
  read: boolean;
  nextAt: number | null;
  woken: boolean;
  /** `attempt_version`: null before the first event of the open attempt's stream. */
  attemptVersion: number | null;
  /** What the attempts' streams hold: b for each begin, e for each end. */
  attempts: string;
}

/** A row of `controls`; `answers` counts how often it was answered. */
export interface Control {
  answers: number;
}

/** A workflow execution in Temporal. `terminated`: closed, but a worker may still commit the turn that it was at. */
export interface Execution {
  epoch: number;
  status: 'started' | 'running' | 'terminated' | 'closed';
  /** It claimed the run when another epoch had it. */
  stale: boolean;
  base: number;
  inbox: number[];
  woken: boolean;
  rang: boolean;
  /** The turn has been recorded and the obligations that follow are not performed yet. */
  owes: boolean;
  alarm: number | null;
  performed: Record<string, number>;
  generations: Record<string, number>;
  /** Tries that hold their slots, as far as it knows. */
  leased: string[];
}

export interface TicketName {
  task: string;
  tryNumber: number;
}

/** What an execution has scheduled. `epoch` 0: nobody listens to the answer any more. */
export interface Activity extends TicketName {
  epoch: number;
  poke: number;
  generation: number;
}

/**
 * begin: the request is under way to PostgreSQL. body: it runs, or its finish is under way. finish: a finish whose reply did not come.
 * left: the ticket has its outcome, and the code did not stop when it was told to. `ghost`: the worker is gone, and its request under way may still commit.
 */
export interface Delivery extends Activity {
  worker: number;
  incarnation: number;
  phase: 'begin' | 'body' | 'finish' | 'left';
  fence: number;
  result: 'SUCCESS' | 'FAILED' | 'NOT_YET' | 'KILLED' | null;
  ghost: boolean;
  /** The inline lane's answer was HELD: nobody hears of its end, which wakes the run. */
  unheard: boolean;
  /** The body began before what it waits for had happened, and may not see it. */
  early: boolean;
}

/**
 * closing: it takes nothing new and exits soon. dead: the process is gone, its bodies may live on until the guard has ended them. gone: no process of it is left.
 */
export interface Worker {
  incarnation: number;
  status: 'up' | 'paused' | 'closing' | 'dead' | 'gone';
  /** worker_leases.ended_at */
  leaseEnded: boolean;
}

export const ownerOf = (at: { worker: number; incarnation: number }): string => `${at.worker}.${at.incarnation}`;

export const isBody = (delivery: Delivery): boolean => delivery.phase === 'body' || delivery.phase === 'left';

/** `fence > 0`; the model forgets fences that nothing is compared with. */
export const hasBegun = (row: Ticket): boolean => row.attempts.includes('b');

export const sameTicket = (a: TicketName, b: TicketName): boolean => a.task === b.task && a.tryNumber === b.tryNumber;

export function ticketOf(world: World, name: TicketName): Ticket {
  const ticket = world.tickets.find((row) => sameTicket(row, name));
  if (ticket === undefined) throw new Error(`no ticket ${name.task}/${name.tryNumber}`);
  return ticket;
}

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}

export const runEnded = (world: World): boolean => world.run.state === 'SUCCESS' || world.run.state === 'FAILED';
export const isOpen = (execution: Execution): boolean =>
  execution.status === 'started' || execution.status === 'running';
export const executionOf = (world: World, epoch: number): Execution | undefined =>
  world.executions.find((execution) => execution.epoch === epoch);

export function post(world: World, message: string): void {
  if (!world.outbox.includes(message)) world.outbox.push(message);
}

export const copyOf = (world: World): World => ({
  ...world,
  run: { ...world.run },
  tickets: world.tickets.map((row) => ({ ...row })),
  controls: world.controls.map((row) => ({ ...row })),
  outbox: [...world.outbox],
  executions: world.executions.map((e) => ({ ...e, inbox: [...e.inbox] })),
  activities: [...world.activities],
  deliveries: world.deliveries.map((row) => ({ ...row })),
  workers: world.workers.map((row) => ({ ...row })),
});
