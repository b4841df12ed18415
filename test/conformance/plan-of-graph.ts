import type { PlanTask, RunPlan } from '../../src/domain/runs/run-plan.js';

/**
 * A plan from the tables' notation: chains such as `s1>>[w1,w2]>>t1_`. By its first letter a task is a setup (s), a teardown (t) or work; a
 * teardown with `_` at its end fails the run when it fails.
 */
export function planOfGraph(chains: readonly string[]): RunPlan {
  const upstream = new Map<string, Set<string>>();
  for (const chain of chains) {
    const steps = chain.split('>>').map(namesOf);
    for (const name of steps.flat()) if (!upstream.has(name)) upstream.set(name, new Set());
    steps.forEach((step, i) => {
      for (const name of step) for (const above of steps[i - 1] ?? []) upstream.get(name)?.add(above);
    });
  }
  const tasks = [...upstream].map(([id, above]) => taskOf(id, [...above]));
  return { dagId: 'd', versionNumber: 1, logicalDate: null, runState: 'leaves', dagrunTimeoutMs: null, tasks };
}

const namesOf = (step: string): string[] =>
  step
    .replaceAll(/[[\]\s]/g, '')
    .split(',')
    .filter((name) => name !== '');

function taskOf(id: string, upstream: string[]): PlanTask {
  const setups = upstream.filter((above) => above.startsWith('s'));
  return {
    ...{ id, upstream, rule: 'all_success', empty: false, queue: 'default', retries: 0, group: null },
    ...{ retryDelayMs: 0, retryBackoff: 0, maxRetryDelayMs: 0 },
    ...(id.startsWith('s') ? { setup: true } : {}),
    ...(id.startsWith('t') ? { teardown: { setups, onFailureFailRun: id.endsWith('_') } } : {}),
  };
}
