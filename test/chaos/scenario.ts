import type { ExpectedRun } from './expected-run.js';
import type { World } from './world.js';

/** What one scenario does to the world while runs are under way. Runs that it triggers itself are answered with what must become of them. */
export interface Scenario {
  name: string;
  /** A start of its own with these settings; the others share one. */
  env?: Record<string, string>;
  /** Of one part, at most; 1 where absent. */
  deaths?: number;
  act(world: World, random: () => number): Promise<ExpectedRun[]>;
}
