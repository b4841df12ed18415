import { usageOf } from './process-usage.js';

/** Resident MB of each process. */
export type MemoryTrack = Record<string, { first: number; most: number; last: number }>;

const EVERY_MS = 2_000;

/** Watches the processes' memory until it is stopped. */
export function memoryOf(pids: Readonly<Record<string, number | number[] | null>>): { stop(): MemoryTrack } {
  const track: MemoryTrack = {};
  const look = (): void => {
    for (const [name, pid] of Object.entries(pids)) {
      const one = [pid].flat()[0];
      if (one === null || one === undefined) continue;
      const now = usageOf(one, name === 'postgres').residentMb;
      const known = track[name] ?? { first: now, most: now, last: now };
      track[name] = { first: known.first, most: Math.max(known.most, now), last: now };
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return track;
    },
  };
}
