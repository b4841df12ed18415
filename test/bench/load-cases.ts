/** Workloads of many tasks at once. `runs` of the same DAG are triggered together; `bareShards`: the same in bare Temporal, as workflows of at most 500. */
export interface LoadCase {
  name: string;
  spec: Record<string, unknown>;
  runs: number;
  /** Task instances in all. */
  tasks: number;
  bareShards: { total: number; size: number } | null;
  /** Smallest part of bare Temporal's tasks/s that must be reached. */
  least: number | null;
  withinMs: number;
  /** Set before the run, and watched while it goes on. */
  pool?: { name: string; slots: number };
}

const noop = { type: 'ts', with: { handler: 'bench.noop' } };
const indexes = (length: number): number[] => Array.from({ length }, (_, i) => i);

const mapped = (id: string, hundreds: number): Record<string, unknown> => ({
  id,
  tasks: { each: { ...noop, map: { i: `{{ range(${hundreds}) | list }}`, j: '{{ range(100) | list }}' } } },
});

const layers = (id: string, depth: number, width: number): Record<string, unknown> => ({
  id,
  tasks: Object.fromEntries(
    indexes(depth).flatMap((layer) =>
      indexes(width).map((i) => [
        `t${layer}_${i}`,
        { ...noop, upstream: layer === 0 ? [] : [`t${layer - 1}_${i}`, `t${layer - 1}_${(i + 1) % width}`] },
      ]),
    ),
  ),
});

const chains = (id: string, length: number): Record<string, unknown> => ({
  id,
  maxActiveRuns: 300,
  tasks: Object.fromEntries(indexes(length).map((i) => [`t${i}`, { ...noop, upstream: i < 4 ? [] : [`t${i - 4}`] }])),
});

const pooled = (id: string, width: number): Record<string, unknown> => ({
  id,
  tasks: Object.fromEntries(indexes(width).map((i) => [`t${i}`, { ...noop, pool: 'bench' }])),
});

const MINUTE = 60_000;

export const LOAD_CASES: LoadCase[] = [
  {
    name: 'mapped 10 000',
    spec: mapped('load_mapped', 100),
    ...{ runs: 1, tasks: 10_000, bareShards: { total: 10_000, size: 500 }, least: 0.6, withinMs: 20 * MINUTE },
  },
  {
    name: 'runs 300 of 20 tasks',
    spec: chains('load_runs', 20),
    ...{ runs: 300, tasks: 6_000, bareShards: null, least: null, withinMs: 20 * MINUTE },
  },
  {
    name: 'pool of 7 for 1 000 tasks',
    spec: pooled('load_pool', 1_000),
    pool: { name: 'bench', slots: 7 },
    ...{ runs: 1, tasks: 1_000, bareShards: null, least: null, withinMs: 20 * MINUTE },
  },
  {
    name: 'wide 5 000 tasks in 50 layers',
    spec: layers('load_wide', 50, 100),
    ...{ runs: 1, tasks: 5_000, bareShards: null, least: null, withinMs: 20 * MINUTE },
  },
  {
    name: 'large map of 100 000',
    spec: mapped('load_large', 1_000),
    ...{ runs: 1, tasks: 100_000, bareShards: null, least: null, withinMs: 90 * MINUTE },
  },
];
