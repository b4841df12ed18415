import type { Condition } from './condition.js';

/** How each of these assets is updated: by signed hooks, by the mutation, by a task without a process, and by one with a process. */
export const ASSETS = { hooked: 'crash_hooked', emitted: 'crash_emitted', marked: 'crash_marked', made: 'crash_made' };
export type Way = keyof typeof ASSETS;

/** A DAG that follows assets. */
export interface Follower {
  id: string;
  condition: Condition;
  /** It has a run for each partition key. */
  byKey: boolean;
  maxActiveRuns: number;
}

const { hooked, emitted, marked, made } = ASSETS;
const BOTH = { all: [hooked, emitted] };
const NESTED = { all: [hooked, { any: [emitted, marked] }] };
const DEEP = { any: [{ all: [hooked, emitted] }, { all: [marked, { any: [made, hooked] }] }] };
const follower = (id: string, condition: Condition, byKey: boolean, maxActiveRuns = 1_000): Follower => ({
  ...{ id: `crash_follows_${id}`, condition, byKey, maxActiveRuns },
});

export const FOLLOWERS: readonly Follower[] = [
  follower('both_by_key', BOTH, true),
  follower('nested_by_key', NESTED, true),
  follower('deep_by_key', DEEP, true),
  follower('either', { any: [hooked, made] }, false),
  follower('deep', DEEP, false),
  // its runs are withheld again and again
  follower('one_at_a_time', NESTED, false, 1),
];

export const followerDag = ({ id, condition, byKey, maxActiveRuns }: Follower): object => ({
  ...{ id, maxActiveRuns, tasks: { done: { type: 'empty' } } },
  schedule: { assets: condition, ...(byKey ? { partition: 'key' } : {}) },
});

const outlet = (asset: string): object => ({
  outlets: [{ asset, extra: { n: '{{ params.n }}' }, partition: '{{ params.key }}' }],
});
const params = { n: { type: 'string' }, key: { type: 'string' } };

/** Triggered once for each update by a task. */
export const MAKERS = {
  marked: { id: 'crash_marks', params, maxActiveRuns: 1_000, tasks: { mark: { type: 'empty', ...outlet(marked) } } },
  made: {
    ...{ id: 'crash_makes', params, maxActiveRuns: 1_000 },
    tasks: { make: { type: 'bash', with: { command: 'sleep 0.2' }, ...outlet(made) } },
  },
};
