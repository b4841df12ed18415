import type { JsonObject } from '../json.js';

/** Which assets start a run: all or any of the named ones, nested as deep as one likes; an alias stands for any asset that was updated by way of it. */
export type AssetCondition = string | { alias: string } | { all: AssetCondition[] } | { any: AssetCondition[] };

/**
 * A schedule as versions hold it: shorthands expanded, keys equal to their default left out. Exactly one of cron, every, once, continuous,
 * dates, assets, custom; cron beside assets means either.
 */
export interface NormalizedSchedule {
  /** One cron expression, or several of which each makes runs. */
  cron?: string | string[];
  /** ISO 8601 period, `PT6H` or `P1M`. */
  every?: string;
  once?: true;
  continuous?: true;
  /** RFC 3339 in UTC, ascending. */
  dates?: string[];
  assets?: AssetCondition;
  /** With assets: a run for each partition key, or for each day in the zone; absent: one run whatever the partitions. */
  partition?: 'key' | 'day';
  custom?: { handler: string; args?: JsonObject };
  /** IANA name; absent: UTC. */
  timezone?: string;
  /** Absent: interval, the run for [a,b) starts at b. */
  timetable?: 'trigger';
  /** ISO 8601; each run starts up to this much later. */
  jitter?: string;
  /** Name of a calendar of business days. */
  calendar?: string;
}

export const DEFAULT_TIMEZONE = 'UTC';
