import { executeChild, proxyActivities } from '@temporalio/workflow';

const { work, noop } = proxyActivities<{ work(n: number): Promise<number>; noop(): Promise<void> }>({
  startToCloseTimeout: '1m',
});

/** The same graph without Continuo: what Temporal alone needs. */
export async function bareChain(length: number): Promise<void> {
  for (let i = 0; i < length; i += 1) await work(10);
}
export async function bareParallel(width: number): Promise<void> {
  await Promise.all(Array.from({ length: width }, () => noop()));
}

/** `total` no-ops in child workflows of `size` each. */
export async function bareShards(total: number, size: number): Promise<void> {
  const shards = Array.from({ length: Math.ceil(total / size) }, (_, i) => Math.min(size, total - i * size));
  await Promise.all(shards.map((width) => executeChild(bareParallel, { args: [width] })));
}
