import { defineTask } from 'continuo/sdk';
import { fibo } from '../fibo.js';

export const work = defineTask<{ n: number }>({ name: 'bench.fibo', run: (_context, { n }) => fibo(n) });
export const noop = defineTask({ name: 'bench.noop', run: () => undefined });
