import type { PlanTask } from './run-plan.js';

/** What a ticket must hold before it may begin. An ordinary task (one slot of pool `default`, nothing else) has none: its begin takes that slot. */
export interface SlotDemand {
  pool: string;
  slots: number;
  maxActivePerDag?: number;
}

/** Null for an ordinary task. */
export function slotDemandOf({ pool, poolSlots, maxActivePerDag }: PlanTask): SlotDemand | null {
  if (pool === undefined && poolSlots === undefined && maxActivePerDag === undefined) return null;
  return {
    pool: pool ?? 'default',
    slots: poolSlots ?? 1,
    ...(maxActivePerDag === undefined ? {} : { maxActivePerDag }),
  };
}
