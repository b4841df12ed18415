import { describe, expect, it } from 'vitest';
import { crashSchedules } from './crash-schedules.js';

/** `CONTINUO_CHAOS_SEED` repeats what a failure printed. */
const seed = Number(process.env['CONTINUO_CHAOS_SEED'] ?? 1);

describe(`schedules under crashes, seed ${seed}`, () => {
  it('three services, killed and stopped: 500 DAGs due every five seconds miss no run, and have none twice or early', async () => {
    const { breaches, due, kills, stops } = await crashSchedules({ seed, dags: 500, seconds: 60 });
    expect(breaches.slice(0, 20)).toEqual([]);
    expect({ due: due >= 500 * 12, kills: kills > 3, stops: stops > 3 }).toEqual({
      due: true,
      kills: true,
      stops: true,
    });
  }, 600_000);
});
