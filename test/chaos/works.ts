import { ANY_CONTROL_WORKS } from './any-control-works.js';
import { ASSET_WORKS } from './asset-works.js';
import { CONTROL_WORKS } from './control-works.js';
import { DEFERRED_WORKS } from './deferred-works.js';
import { LIMIT_WORKS } from './limit-works.js';
import { SHAPE_WORKS } from './shape-works.js';
import { WAIT_WORKS } from './wait-works.js';
import type { Work } from './work.js';

/** Everything that faults are let loose on. */
export const WORKS: readonly Work[] = [
  ...Object.values(SHAPE_WORKS),
  ...Object.values(WAIT_WORKS),
  ...Object.values(LIMIT_WORKS),
  ...Object.values(CONTROL_WORKS),
  ...Object.values(DEFERRED_WORKS),
  ...Object.values(ASSET_WORKS),
  ...Object.values(ANY_CONTROL_WORKS),
];
