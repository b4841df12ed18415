import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from './play.js';
import { randomFor } from './random.js';
import { SCENARIOS } from './scenarios.js';
import { World } from './world.js';

/** `CONTINUO_CHAOS_SEED` repeats what a failure printed. */
const seed = Number(process.env['CONTINUO_CHAOS_SEED'] ?? 1);

describe(`crash test, seed ${seed}`, () => {
  let world: World;
  beforeAll(async () => {
    world = new World();
    await world.up();
    await world.registerAll();
  });
  afterAll(() => world.stop());

  it.each(SCENARIOS.map((scenario, place) => [scenario.name, scenario, place] as const))(
    '%s',
    async (_name, scenario, place) => {
      if (scenario.env !== undefined) await world.restart(scenario.env);
      expect(await play(world, scenario, randomFor(seed, place))).toEqual([]);
    },
    600_000,
  );
});
