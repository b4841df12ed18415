/** Where a waiting task instance stands in the queue for its slots. */
export interface SlotPlace {
  pool: string;
  /** What it asks for. */
  poolSlots: number;
  /** Size of the pool, null where there is no such pool; -1: no limit. */
  slots: number | null;
  occupied: number;
  /** 1 is the first; DAGs of equal priority take turns, so another may go before it. */
  position: number;
  /** maxActivePerDag of its task, and how many hold it, where there is one. */
  perDag: number | null;
  perDagUsed: number;
  /** The limit on everything, and its use, where one is set. */
  global: number | null;
  globalUsed: number;
}

/** What a waiting ticket waits for: `waits for 2 of pool warehouse's 7 slots, position 3`. */
export function slotSummary(place: SlotPlace): string {
  const { pool, poolSlots, slots, position } = place;
  if (slots === null) return `waits: there is no pool "${pool}"; set it, or name another in the DAG`;
  if (slots !== -1 && poolSlots > slots)
    return `can never run: it asks for ${poolSlots} slots of pool "${pool}", which has ${slots}`;
  if (place.perDag !== null && place.perDagUsed >= place.perDag)
    return `waits: ${place.perDagUsed} of its task run in this DAG's runs, of ${place.perDag} that may (maxActivePerDag), position ${position}`;
  if (place.global !== null && place.globalUsed >= place.global)
    return `waits: ${place.globalUsed} task instances run, of ${place.global} that may over all pools, position ${position}`;
  return `waits for ${poolSlots} of pool ${pool}'s ${slots === -1 ? 'unlimited' : slots} slots, position ${position}`;
}

/** The limits that keep it, by name. */
export function slotBlockers(place: SlotPlace): string[] {
  const { pool, poolSlots, slots, occupied, perDag, perDagUsed, global, globalUsed } = place;
  const blockers: string[] = [];
  if (slots === null || (slots !== -1 && occupied + poolSlots > slots)) blockers.push(`pool ${pool}`);
  if (perDag !== null && perDagUsed >= perDag) blockers.push('maxActivePerDag');
  if (global !== null && globalUsed >= global) blockers.push('limit over all pools');
  return blockers.length > 0 ? blockers : [`pool ${pool}`];
}
