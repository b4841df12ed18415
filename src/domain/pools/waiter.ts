/** One demand of a waiter: so many slots of a limit. */
export interface Demand {
  /** `pool/warehouse`, `task/dag/load`, `global/all`. */
  limit: string;
  slots: number;
}

/** A ticket that waits for slots; it gets all of them or none. */
export interface Waiter {
  key: string;
  dagId: string;
  /** Effective priority: higher goes first. */
  priority: number;
  /** ms since the epoch: the logical date, for a run without one the time that it was to run after. */
  logicalDate: number;
  mapIndex: number;
  /** Order of arrival. */
  seq: number;
  demands: readonly Demand[];
}

/** A limit as it stands. `slots` null: nobody has set it, so nothing that asks for it begins; -1: no limit. `used` may be above it for a while. */
export interface Limit {
  slots: number | null;
  used: number;
}

export const roomOf = ({ slots, used }: Limit): number =>
  slots === null ? 0 : slots === -1 ? Infinity : Math.max(0, slots - used);

/** It could be granted when nobody else held anything. What can never be granted keeps nobody else waiting. */
export const isPossible = (waiter: Pick<Waiter, 'demands'>, limits: ReadonlyMap<string, Limit>): boolean =>
  waiter.demands.every(({ limit, slots }) => {
    const size = limits.get(limit)?.slots ?? 0;
    return size === -1 || slots <= size;
  });
