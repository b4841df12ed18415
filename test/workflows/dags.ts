import type { NormalizedDag } from '../../src/domain/dag/index.js';

/** Tasks one after the other. */
export const chain = (id: string, length: number): NormalizedDag =>
  ({
    id,
    tasks: Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `t${i}`,
        { type: 'bash', with: { command: 'true' }, ...(i > 0 ? { upstream: [`t${i - 1}`] } : {}) },
      ]),
    ),
  }) as NormalizedDag;
/** Tasks side by side. */
export const wide = (id: string, width: number): NormalizedDag =>
  ({
    id,
    tasks: Object.fromEntries(
      Array.from({ length: width }, (_, i) => [`t${i}`, { type: 'bash', with: { command: 'true' } }]),
    ),
  }) as NormalizedDag;
