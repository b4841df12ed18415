import { RunningProduct } from '../support/product/running-product.js';
import { spread, type Spread } from './spread.js';

export interface StartResult {
  /** From the command to /readyz, with everything cached and an empty home. */
  apiMs: Spread;
  /** From the command to the first example run's success. */
  firstRunMs: Spread;
}

export async function measureStart(times: number): Promise<StartResult> {
  const api: number[] = [];
  const first: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const product = RunningProduct.launch();
    try {
      await product.ready();
      api.push(Date.now() - product.started);
      await firstSuccess(product);
      first.push(Date.now() - product.started);
    } finally {
      await product.stopAndRemove();
    }
  }
  return { apiMs: spread(api), firstRunMs: spread(first) };
}

async function firstSuccess(product: RunningProduct): Promise<void> {
  for (;;) {
    const { dagRuns } = await product
      .api()
      .ask<{ dagRuns: { nodes: { id: string }[] } }>('{ dagRuns(filter: { states: [SUCCESS] }) { nodes { id } } }');
    if (dagRuns.nodes.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
