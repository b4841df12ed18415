/** One workload, told to both sides: a DAG for Continuo, a workflow for bare Temporal. `most` is the ratio that must hold (plus ms where the target says so). */
export interface Case {
  name: string;
  spec: Record<string, unknown>;
  bare: { workflow: 'bareChain' | 'bareParallel'; size: number };
  most: { ratio: number; plusMs: number } | null;
  /** Short cases are measured this many times as often. */
  times: number;
}

const chain = (id: string, length: number): Record<string, unknown> => ({
  id,
  tasks: Object.fromEntries(
    Array.from({ length }, (_, i) => [
      `t${i}`,
      { type: 'ts', with: { handler: 'bench.fibo', args: { n: 10 } }, upstream: i === 0 ? [] : [`t${i - 1}`] },
    ]),
  ),
});
const parallel = (id: string, width: number): Record<string, unknown> => ({
  id,
  tasks: Object.fromEntries(
    Array.from({ length: width }, (_, i) => [`t${i}`, { type: 'ts', with: { handler: 'bench.noop' } }]),
  ),
});

export const CASES: Case[] = [
  {
    name: 'single task',
    spec: chain('bench_single', 1),
    bare: { workflow: 'bareChain', size: 1 },
    most: { ratio: 1.5, plusMs: 10 },
    times: 10,
  },
  {
    name: '40-task chain of fibo(10)',
    spec: chain('bench_chain_40', 40),
    bare: { workflow: 'bareChain', size: 40 },
    most: { ratio: 2, plusMs: 0 },
    times: 1,
  },
  {
    name: '200 parallel no-ops',
    spec: parallel('bench_parallel_200', 200),
    bare: { workflow: 'bareParallel', size: 200 },
    most: { ratio: 1.6, plusMs: 0 },
    times: 1,
  },
  {
    name: '300-task chain',
    spec: chain('bench_chain_300', 300),
    bare: { workflow: 'bareChain', size: 300 },
    most: null,
    times: 1,
  },
];
