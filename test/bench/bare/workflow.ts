import { proxyActivities } from '@temporalio/workflow';

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
