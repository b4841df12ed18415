import { parseDuration } from '../../domain/time/duration.js';

/** How long what belongs to a run is kept after its end, ms; null: for ever. */
export interface Retention {
  readonly logsMs: number | null;
  readonly xcomMs: number | null;
  readonly runsMs: number | null;
}

export const KEEP_ALL: Retention = { logsMs: null, xcomMs: null, runsMs: null };
export const RETENTION_HINT =
  'kinds with how long they are kept, such as logs=30d,xcom=14d,runs=365d (1s or longer each)';

const KINDS: Readonly<Record<string, keyof Retention>> = { logs: 'logsMs', xcom: 'xcomMs', runs: 'runsMs' };
const SHORTEST_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Of a text such as `logs=30d,xcom=14d,runs=365d`; null where it is none. A kind that is not named is kept. */
export function parseRetention(text: string): Retention | null {
  const found: Partial<Record<keyof Retention, number>> = {};
  for (const part of text.split(',')) {
    const [, kind = '', length = ''] = /^\s*([a-z]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const key = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    const ms = parseDuration(length);
    if (key === undefined || found[key] !== undefined || ms === null || ms < SHORTEST_MS) return null;
    found[key] = ms;
  }
  return { ...KEEP_ALL, ...found };
}

/** After how long to look again for what has expired, ms: a tenth of the shortest time that something is kept, at least a second and at most an hour. */
export function retentionInterval({ logsMs, xcomMs, runsMs }: Retention): number {
  const kept = Math.min(logsMs ?? Infinity, xcomMs ?? Infinity, runsMs ?? Infinity);
  return Math.min(HOUR_MS, Math.max(1_000, kept / 10));
}
