import type { ExpectedRun } from './expected-run.js';
import type { World } from './world.js';

/** Something that people do with the product, as careful clients: begun before the first fault, and ended whatever dies meanwhile. */
export interface Work {
  name: string;
  dags: (Record<string, unknown> & { id: string })[];
  /** Once for each start of it, before any DAG is triggered: what must be there for it. */
  set?(world: World): Promise<void>;
  /** What must be under way before the first fault; answers the runs. Most works begin with `go`. */
  begin?(world: World): Promise<string[]>;
  /** The rest of it, while faults strike. */
  go(world: World, runs: readonly string[], random: () => number): Promise<ExpectedRun[]>;
}
