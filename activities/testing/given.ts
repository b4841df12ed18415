import type { Json } from '../../src/domain/json.js';
import { parseDuration } from '../../src/domain/time/duration.js';
import type { TaskContext } from '../sdk/index.js';
import { TestMistake } from './test-mistake.js';

/** `90s`, `1h30m`, ISO 8601, or seconds, as DAG files write durations. */
export type Duration = string | number;

/** How one body ends, by virtual time after it began (default at once). Without a `kind` it succeeds. */
export type Given =
  | { kind?: 'ok'; value?: Json; xcoms?: Record<string, Json>; duration?: Duration }
  | { kind: 'fail'; type: string; message: string; retryable: boolean; duration?: Duration }
  | { kind: 'skip'; reason: string; duration?: Duration }
  | { kind: 'notYet'; duration?: Duration }
  | { kind: 'lost'; duration?: Duration };

/** Called for each try (of a sensor: for each poke). What it throws fails or skips the try, as in a worker. */
export type GivenFunction = (context: TaskContext) => Given | undefined | Promise<Given | undefined>;

/** Results of the instances of a mapped task, by map index. */
export interface EachInstance {
  kind: 'each';
  instances: readonly GivenResult[];
}

/** One end for every try and poke, one after the other for each try and poke (the last is repeated), or a function. */
export type GivenResult = Given | readonly Given[] | GivenFunction;

/** What each instance of a mapped task comes to, in the order of the items. */
export const each = (instances: readonly GivenResult[]): EachInstance => ({ kind: 'each', instances });

interface Takes {
  duration?: Duration;
}

/**
 * The try succeeds. The value of a `branch` is what it chooses, of a `shortCircuit` its verdict, of a sensor what it found, of an `approval` the answer: a
 * choice, or `{ choice, params }`.
 */
export const ok = (value?: Json, more: Takes & { xcoms?: Record<string, Json> } = {}): Given => ({
  kind: 'ok',
  ...(value === undefined ? {} : { value }),
  ...more,
});

/** The try fails with an error of this type, which retryOn and noRetryOn match. */
export const fail = (
  type: string,
  message = 'given by the test',
  more: Takes & { retryable?: boolean } = {},
): Given => ({
  kind: 'fail',
  type,
  message,
  retryable: true,
  ...more,
});

/** The task skips itself. */
export const skip = (reason = 'given by the test', more: Takes = {}): Given => ({ kind: 'skip', reason, ...more });

/** A sensor's poke that finds nothing. */
export const notYet = (more: Takes = {}): Given => ({ kind: 'notYet', ...more });

/** The worker dies once too often: the try is lost, which costs a retry. */
export const lost = (more: Takes = {}): Given => ({ kind: 'lost', ...more });

/** @throws for what is no duration */
export function msOfDuration(given: Duration | undefined): number {
  const ms = parseDuration(given ?? 0);
  if (ms === null) throw new TestMistake(`${JSON.stringify(given)} is no duration: write 90s, 5m, 1h30m or seconds`);
  return ms;
}
