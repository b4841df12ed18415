import { type Day, dayAround } from '../schedule/day-around.js';
import { type AssetCondition, DEFAULT_TIMEZONE, type NormalizedSchedule } from '../schedule/schedule.js';
import { parseDate } from '../time/date.js';
import { type AssetLeaf, holds, leavesOf } from './condition.js';

/** An event that a DAG has not taken. */
export interface QueuedEvent {
  id: string;
  asset: string;
  /** By way of which the asset was ever updated. */
  aliases: readonly string[];
  partition: string | null;
  /** ms since the epoch. */
  at: number;
}

/** A run that follows, and all that it takes. */
export interface AssetRun {
  partition: string | null;
  /** Of a schedule by days: the day that the run is for. */
  day: Day | null;
  events: readonly QueuedEvent[];
  /** Time of the latest of them, ms since the epoch. */
  runAfter: number;
}

export interface Judgement {
  runs: AssetRun[];
  /** A run would follow, and the DAG has no room for it: its events wait, and come together with what comes until then. */
  withheld: boolean;
  /** Events that no run of this DAG will take. */
  forgotten: QueuedEvent[];
}

/** So many events of an asset wait for the others of a condition; of more, the earliest are forgotten. */
export const WAITING_EVENTS = 1_000;

/**
 * Which runs follow from what is queued, in the order in which it came. A run takes everything that is queued for its partition, however often an asset
 * was updated. Source: airflow-semantics §1.17.
 */
export function judgeQueue(
  schedule: NormalizedSchedule | null,
  queued: readonly QueuedEvent[],
  room: number,
): Judgement {
  const condition = schedule?.assets;
  if (schedule === null || condition === undefined) return { runs: [], withheld: false, forgotten: [...queued] };
  const wanted = queued.filter((event) => leavesOf(condition).some((leaf) => meets(event, leaf)));
  const groups = groupsOf(schedule, wanted);
  const ready = groups.filter(({ events }) => holdsFor(condition, events));
  const waiting = groups.filter((group) => !ready.includes(group));
  const kept = new Set(groups.flatMap(({ events }) => events));
  return {
    runs: ready.slice(0, Math.max(0, room)),
    withheld: ready.length > room,
    forgotten: [...queued.filter((event) => !kept.has(event)), ...waiting.flatMap(({ events }) => beyond(events))],
  };
}

export const meets = (event: Pick<QueuedEvent, 'asset' | 'aliases'>, leaf: AssetLeaf): boolean =>
  'asset' in leaf ? leaf.asset === event.asset : event.aliases.includes(leaf.alias);

export const holdsFor = (condition: AssetCondition, events: readonly QueuedEvent[]): boolean =>
  holds(condition, (leaf) => events.some((event) => meets(event, leaf)));

/** The events by the run that would take them; those that none would take are in no group. */
export function groupsOf(schedule: NormalizedSchedule, events: readonly QueuedEvent[]): AssetRun[] {
  const groups = new Map<string, AssetRun & { events: QueuedEvent[] }>();
  for (const event of events) {
    const place = placeOf(schedule, event);
    if (place === null) continue;
    const name = place.partition ?? '';
    const group = groups.get(name) ?? { ...place, events: [], runAfter: event.at };
    groups.set(name, group);
    group.events.push(event);
    group.runAfter = Math.max(group.runAfter, event.at);
  }
  return [...groups.values()];
}

/** Of a schedule by days, the day that the partition names, or else the day on which the event came. null: no run takes it. */
function placeOf(
  { partition: by, timezone: zone = DEFAULT_TIMEZONE }: NormalizedSchedule,
  { partition, at }: QueuedEvent,
): Pick<AssetRun, 'partition' | 'day'> | null {
  if (by === undefined) return { partition: null, day: null };
  if (by === 'key') return partition === null ? null : { partition, day: null };
  const day = dayAround((partition === null ? null : parseDate(partition, zone)) ?? at, zone);
  return { partition: day.name, day };
}

/** The earliest of each asset that are too many. */
function beyond(events: readonly QueuedEvent[]): QueuedEvent[] {
  const count = new Map<string, number>();
  return [...events].reverse().filter(({ asset }) => {
    const n = (count.get(asset) ?? 0) + 1;
    count.set(asset, n);
    return n > WAITING_EVENTS;
  });
}
