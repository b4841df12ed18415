import { IANAZone } from 'luxon';
import { DAY_MS } from './civil.js';

/**
 * Wall-clock times are written as "wall ms": the milliseconds since the epoch at which a clock in UTC would show them. `instant + offset = wall`.
 */

/** No zone has ever moved its clocks by more than a day, and none lies further than 15 hours from UTC. */
const FAR = 26 * 3_600_000;

/** Offsets at the beginnings of days, by zone: between two that are equal it does not change. Forgotten when there are many. */
const known = new Map<string, Map<number, number>>();
const MOST_KNOWN = 50_000;

/** What is added to an instant to get the wall clock of the zone, in ms. */
export function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC') return 0;
  const day = Math.floor(instant / DAY_MS);
  const offset = offsetAtStart(zone, day);
  return offset === offsetAtStart(zone, day + 1) ? offset : exactOffset(zone, instant);
}

function offsetAtStart(zone: string, day: number): number {
  let days = known.get(zone);
  if (days === undefined || days.size > MOST_KNOWN) known.set(zone, (days = new Map()));
  const found = days.get(day);
  if (found !== undefined) return found;
  const offset = exactOffset(zone, day * DAY_MS);
  days.set(day, offset);
  return offset;
}

function exactOffset(zone: string, instant: number): number {
  const minutes = IANAZone.create(zone).offset(instant);
  if (Number.isNaN(minutes)) throw new Error(`no offset in ${zone} at ${instant}`);
  return minutes * 60_000;
}

/** The offsets a day before and a day after a time; they differ only where the clocks change near it. */
export const offsetsAround = (zone: string, at: number): { before: number; after: number } => ({
  before: offsetAt(zone, at - FAR),
  after: offsetAt(zone, at + FAR),
});

/** The instants at which the zone's clock shows a wall time, ascending: none in a gap, two where it repeats. */
export function instantsOf(zone: string, wall: number): number[] {
  const { before, after } = offsetsAround(zone, wall);
  const offsets = before === after ? [before] : [Math.max(before, after), Math.min(before, after)];
  return offsets.map((offset) => wall - offset).filter((instant, i) => offsetAt(zone, instant) === offsets[i]);
}

/**
 * The one instant that stands for a wall time, as Airflow resolves it (airflow-semantics §1.9): the second of two, and in a gap the time shifted
 * forward by the gap.
 */
export const instantOfWall = (zone: string, wall: number): number =>
  instantsOf(zone, wall).at(-1) ?? wall - offsetsAround(zone, wall).before;
