import type { RunPlan } from './run-plan.js';

/** Airflow keeps priorities in 32 bits. */
const GREATEST = 2_147_483_647;
const LEAST = -2_147_483_648;

/**
 * Priorities by weight rule (airflow-semantics §1.8): `downstream` adds the weights of all tasks below, each once, `upstream` those above,
 * `absolute` none. Tasks are in topological order.
 */
export function effectiveWeights(
  { tasks }: RunPlan,
  upstream: readonly number[][],
  downstream: readonly number[][],
): number[] {
  const own = tasks.map((task) => task.priorityWeight ?? 1);
  const order = tasks.map((_, i) => i);
  const above = lazily(() => sumsAlong(own, upstream, order));
  const below = lazily(() => sumsAlong(own, downstream, order.toReversed()));
  return tasks.map((task, i) => {
    const rule = task.weightRule ?? 'downstream';
    const others = rule === 'absolute' ? 0 : (rule === 'upstream' ? above() : below())[i];
    return Math.max(LEAST, Math.min(GREATEST, (own[i] ?? 1) + (others ?? 0)));
  });
}

function lazily<T>(compute: () => T): () => T {
  let known: T | undefined;
  return () => (known ??= compute());
}

/** For each task the sum of the weights of all that its edges lead to, each once. @param order every task after those that its edges lead to */
function sumsAlong(own: readonly number[], edges: readonly number[][], order: readonly number[]): number[] {
  const words = Math.ceil(own.length / 32);
  const reached = own.map(() => new Uint32Array(0));
  const sums = own.map(() => 0);
  for (const i of order) {
    const set = new Uint32Array(words);
    for (const next of edges[i] ?? []) {
      reached[next]?.forEach((word, at) => (set[at] = (set[at] ?? 0) | word));
      set[next >>> 5] = (set[next >>> 5] ?? 0) | (1 << (next & 31));
    }
    reached[i] = set;
    sums[i] = sumOf(set, own);
  }
  return sums;
}

function sumOf(set: Uint32Array, own: readonly number[]): number {
  let sum = 0;
  set.forEach((word, at) => {
    for (let rest = word, bit = 0; rest !== 0; rest >>>= 1, bit += 1) if (rest & 1) sum += own[at * 32 + bit] ?? 0;
  });
  return sum;
}
