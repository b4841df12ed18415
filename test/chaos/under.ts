import type { Fault } from './faults.js';
import { pause } from './patience.js';
import { branchOf } from './random.js';
import type { Scenario } from './scenario.js';
import type { Work } from './work.js';

/** Works side by side, and faults that strike one after the other, each at a random instant of so many ms. */
export const under = (works: readonly Work[], faults: readonly Fault[], withinMs = 3_000): Scenario => ({
  name: `${works.map((work) => work.name).join(' + ')}: ${faults.map((fault) => fault.name).join(', then ')}`,
  deaths: faults.length,
  act: async (world, random) => {
    for (const work of works) await work.set?.(world);
    // each its own, drawn before anything goes on side by side: a seed repeats what each work does
    const own = works.map(() => branchOf(random));
    const begun = await Promise.all(works.map(async (work) => (await work.begin?.(world)) ?? []));
    const going = Promise.all(works.map((work, i) => work.go(world, begun[i] ?? [], own[i] ?? random)));
    const struck = async (): Promise<void> => {
      for (const fault of faults) {
        await pause(random() * withinMs);
        await fault.strike(world);
      }
    };
    const [expected] = await Promise.all([going, struck()]);
    return expected.flat();
  },
});
