import { body, params } from './body.js';

/** A mix of what runs do, and the state in which each must end whatever is killed meanwhile. */
export const CHAOS_DAGS: { spec: Record<string, unknown> & { id: string }; ends: 'SUCCESS' | 'FAILED' }[] = [
  {
    ends: 'SUCCESS',
    spec: {
      id: 'chaos_chain',
      params,
      tasks: {
        a: body(0.4),
        b: { ...body(0.4), upstream: ['a'] },
        c: { ...body(0.4), upstream: ['b'] },
        d: { ...body(0.2), upstream: ['c'] },
      },
    },
  },
  {
    ends: 'SUCCESS',
    spec: {
      id: 'chaos_fan',
      params,
      tasks: {
        ...Object.fromEntries([1, 2, 3, 4].map((i) => [`w${i}`, body(0.3 * i)])),
        join: { ...body(0.2), upstream: ['w1', 'w2', 'w3', 'w4'] },
      },
    },
  },
  {
    ends: 'SUCCESS',
    spec: {
      id: 'chaos_retry',
      params,
      tasks: {
        flaky: { ...body(0.3, '[ "$TRY" -ge 2 ]'), retries: 2, retryDelay: '500ms' },
        after: { ...body(0.2), upstream: ['flaky'] },
      },
    },
  },
  {
    ends: 'FAILED',
    spec: {
      id: 'chaos_fail',
      params,
      tasks: { bad: body(0.5, 'exit 3'), never: { ...body(0.2), upstream: ['bad'] } },
    },
  },
  {
    ends: 'SUCCESS',
    spec: {
      id: 'chaos_sensor',
      params,
      tasks: {
        drop: body(1, 'touch "$DROP"'),
        wait: {
          type: 'sensor.file',
          with: { path: '{{ params.ledger }}.{{ dagRun.id }}' },
          pokeInterval: '300ms',
          timeout: '5m',
        },
        after: { ...body(0.2), upstream: ['drop', 'wait'] },
      },
    },
  },
  {
    ends: 'SUCCESS',
    spec: {
      id: 'chaos_branch',
      params,
      tasks: {
        pick: { type: 'branch', with: { choose: "'left'" } },
        left: { ...body(0.4), upstream: ['pick'] },
        right: { ...body(0.4), upstream: ['pick'] },
        join: { ...body(0.2), upstream: ['left', 'right'], triggerRule: 'none_failed_min_one_success' },
      },
    },
  },
];

/** A long body beside a chain of short ones: it outlasts several segments of the run's history. */
export const SEGMENTS_DAG = {
  id: 'chaos_segments',
  params,
  tasks: {
    long: body(6),
    ...Object.fromEntries(
      Array.from({ length: 18 }, (_, i) => [`s${i}`, { ...body(0), upstream: i === 0 ? [] : [`s${i - 1}`] }]),
    ),
    last: { ...body(0.2), upstream: ['long', 's17'] },
  },
};

/** Longer than it takes to hit its middle. */
export const LONG_MS = 2_500;

/** One long body: what is killed in its middle, runs again and is LOST once. */
export const LONG_DAG = {
  id: 'chaos_long',
  params,
  tasks: { long: body(LONG_MS / 1_000), after: { ...body(0.2), upstream: ['long'] } },
};
