import { ASSET_WORKS } from './asset-works.js';
import { CONTROL_WORKS } from './control-works.js';
import { DEFERRED_WORKS } from './deferred-works.js';
import { FAULT, type Fault } from './faults.js';
import { LIMIT_WORKS } from './limit-works.js';
import type { Scenario } from './scenario.js';
import { SHAPE_WORKS } from './shape-works.js';
import { under } from './under.js';
import { WAIT_WORKS } from './wait-works.js';
import type { Work } from './work.js';

const S = { ...SHAPE_WORKS, ...WAIT_WORKS, ...LIMIT_WORKS, ...DEFERRED_WORKS, ...CONTROL_WORKS, ...ASSET_WORKS };
const one = (work: Work, fault: Fault, withinMs?: number): Scenario => under([work], [fault], withinMs);

/** What runs can do, each under the faults that could hurt it most; `npm run chaos` draws others. */
export const WORK_SCENARIOS: Scenario[] = [
  under([S.mapped, S.mappedGroup], [FAULT.everything], 6_000),
  one(S.mappedSegments, FAULT.temporalAndServiceLost, 5_000),
  under([S.teardown, S.cancelled], [FAULT.everything], 1_500),
  one(S.cancelled, FAULT.workerAndTemporal, 600),
  under([S.pokes, S.callback, S.job], [FAULT.temporalAndServiceLost]),
  under([S.approval, S.callback, S.job], [FAULT.worker], 600),
  under([S.approval, S.past], [FAULT.everythingAndTemporal], 400),
  under([S.mapped, S.pooled], [FAULT.worker], 4_000),
  under([S.pooled, S.nested], [FAULT.everything], 4_000),
  under([S.clearLive, S.paused], [FAULT.worker], 800),
  under([S.dagPaused, S.clearLive, S.clearClosed], [FAULT.everything], 1_500),
  under([S.clearClosed, S.clearFailed], [FAULT.workerAndTemporal], 1_000),
  one(S.followed, FAULT.everything, 3_000),
  under([S.clearRace, S.clearFailed], [FAULT.temporalAndServiceLost], 1_000),
];
