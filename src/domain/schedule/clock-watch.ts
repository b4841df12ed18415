/** One look at the clocks, in ms. `monotonic` counts from anywhere and never jumps; `service` is the process's clock, `database` PostgreSQL's. */
export interface ClockReading {
  monotonic: number;
  service: number;
  database: number;
}

export interface ClockState {
  last: ClockReading;
  /** Monotonic time of the last jump; null: none is being waited out. */
  jumpedAt: number | null;
}

export interface ClockJump {
  clock: 'service' | 'database';
  /** Forwards; negative: backwards. */
  byMs: number;
}

/** A clock that goes so much further, or less far, than the monotonic one has jumped. NTP slews by half a millisecond a second. */
const JUMP_MS = 1_000;
/** So long nothing more may jump. */
const SETTLE_MS = 2_000;
/** Clocks that are no further apart than this agree. */
const AGREE_MS = 2_000;
/** After so long clocks that never agreed are believed as they are: due means due by both, so nothing is early. */
const LONGEST_HOLD_MS = 60_000;

/**
 * Whether a clock has jumped against the monotonic one since the last reading (ARCHITECTURE decision 8), and whether runs may be created: not
 * before both clocks have gone on evenly for a moment and agree.
 */
export function watchClocks(
  state: ClockState | null,
  reading: ClockReading,
): { state: ClockState; jumps: ClockJump[]; hold: boolean } {
  const jumps = state === null ? [] : jumpsBetween(state.last, reading);
  const jumpedAt = jumps.length > 0 ? reading.monotonic : (state?.jumpedAt ?? null);
  const hold = jumpedAt !== null && !isOver(reading, jumpedAt);
  return { state: { last: reading, jumpedAt: hold ? jumpedAt : null }, jumps, hold };
}

function jumpsBetween(before: ClockReading, after: ClockReading): ClockJump[] {
  const passed = after.monotonic - before.monotonic;
  return (['service', 'database'] as const).flatMap((clock) => {
    const byMs = Math.round(after[clock] - before[clock] - passed);
    return Math.abs(byMs) > JUMP_MS ? [{ clock, byMs }] : [];
  });
}

function isOver({ monotonic, service, database }: ClockReading, jumpedAt: number): boolean {
  const held = monotonic - jumpedAt;
  if (held >= LONGEST_HOLD_MS) return true;
  return held >= SETTLE_MS && Math.abs(service - database) <= AGREE_MS;
}
