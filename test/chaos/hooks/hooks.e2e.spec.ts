import { describe, expect, it } from 'vitest';
import { crashHooks } from './crash-hooks.js';

/** `CONTINUO_CHAOS_SEED` repeats what a failure printed. */
const seed = Number(process.env['CONTINUO_CHAOS_SEED'] ?? 1);

describe(`assets under crashes, seed ${seed}`, () => {
  it('three services and a worker, killed and stopped, answers lost: each update counts once, and what follows follows once', async () => {
    const { breaches, updates, runs, kills, stops, lostReplies } = await crashHooks({ seed, seconds: 15 });
    expect(breaches.slice(0, 20)).toEqual([]);
    // a quarter of a minute in which nothing happened would show nothing
    expect({
      ...{ updates: updates > 100, runs: runs > 50, kills: kills > 0, stops: stops > 0 },
      lostReplies: lostReplies > updates / 2,
    }).toEqual({ updates: true, runs: true, kills: true, stops: true, lostReplies: true });
  }, 600_000);
});
