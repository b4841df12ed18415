import { instantOfWall, instantsOf, offsetsAround } from '../../time/zone.js';
import { type CronFields, parseCron } from './cron-fields.js';
import { ticksOfSet, type Ticks } from './ticks.js';
import { nextWallFire, prevWallFire } from './wall-fires.js';

/**
 * Ticks of a cron expression in a zone, with Airflow's rule for changes of the clocks (airflow-semantics §1.9): they are the set of instants that
 * its wall times stand for. With fixed hours each wall time stands for one instant: the second one where the hour repeats, shifted forward by the
 * gap where it is left out. Where every hour is named, a wall time stands for all its instants: a repeated hour ticks twice, a missing one never.
 */
export function cronTicks(expression: string, zone: string): Ticks {
  const fields = fieldsOf(expression);
  const instants = instantsFor(fields, zone);
  return ticksOfSet(
    (after) => nextInstant({ fields, zone, instants }, after),
    (before) => prevInstant({ fields, zone, instants }, before),
  );
}

/** Parsed expressions; forgotten when there are many. */
const parsed = new Map<string, CronFields>();
const MOST_PARSED = 20_000;

function fieldsOf(expression: string): CronFields {
  const found = parsed.get(expression);
  if (found !== undefined) return found;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  const fields = parseCron(expression);
  parsed.set(expression, fields);
  return fields;
}

interface Cron {
  fields: CronFields;
  zone: string;
  /** The instants that a wall time stands for. */
  instants: (wall: number) => number[];
}

const instantsFor = (fields: CronFields, zone: string): Cron['instants'] =>
  fields.hours.length === 24 ? (wall) => instantsOf(zone, wall) : (wall) => [instantOfWall(zone, wall)];

/** Wall times do not meet their instants in order where the clocks change: it looks on until no later wall time can come earlier. */
function nextInstant({ fields, zone, instants }: Cron, after: number): number | null {
  let best: number | null = null;
  for (let wall = nextWallFire(fields, after + lowest(zone, after)); wall !== null; wall = nextWallFire(fields, wall)) {
    if (best !== null && wall - highest(zone, wall) >= best) return best;
    const found = instants(wall).find((instant) => instant > after);
    if (found !== undefined && (best === null || found < best)) best = found;
    if (best !== null && wall - highest(zone, wall) >= best) return best;
  }
  return best;
}

function prevInstant({ fields, zone, instants }: Cron, before: number): number | null {
  let best: number | null = null;
  const from = before + highest(zone, before);
  for (let wall = prevWallFire(fields, from); wall !== null; wall = prevWallFire(fields, wall)) {
    if (best !== null && wall - lowest(zone, wall) <= best) return best;
    const found = instants(wall).findLast((instant) => instant < before);
    if (found !== undefined && (best === null || found > best)) best = found;
    if (best !== null && wall - lowest(zone, wall) <= best) return best;
  }
  return best;
}

function lowest(zone: string, at: number): number {
  const { before, after } = offsetsAround(zone, at);
  return Math.min(before, after);
}

function highest(zone: string, at: number): number {
  const { before, after } = offsetsAround(zone, at);
  return Math.max(before, after);
}
