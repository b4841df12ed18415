import { drawn } from '../random.js';
import type { Way } from './followers.js';

/** One update of an asset, told apart from all others by its number. */
export interface Update {
  n: string;
  way: Way;
  key: string | null;
  /** By what a delivery to a hook is known when it comes again. */
  knownBy: 'id' | 'header' | 'signature';
  /** When it is sent first, ms after the beginning. */
  after: number;
}

const SETS: readonly (readonly Way[])[] = [
  ['hooked', 'emitted'],
  ['hooked', 'marked'],
  ['marked', 'made'],
  ['hooked'],
  ['emitted', 'made'],
  ['hooked', 'emitted', 'marked'],
  ['hooked', 'emitted', 'marked', 'made'],
];
const KNOWN_BY = ['id', 'header', 'signature'] as const;

/** For each partition key some of the assets, each once, and between them updates without a key; spread over so long. In the order in which they are sent. */
export function drawUpdates(random: () => number, keys: number, withinMs: number): Update[] {
  const updates: Update[] = [];
  const add = (way: Way, key: string | null, after: number): void => {
    updates.push({ n: `${updates.length}`, way, key, knownBy: drawn(random, KNOWN_BY), after });
  };
  for (let i = 0; i < keys; i += 1) {
    const about = random() * withinMs;
    for (const way of drawn(random, SETS)) add(way, `key-${i}`, Math.min(withinMs, about + random() * 500));
    if (random() < 0.5) add(drawn(random, ['hooked', 'emitted'] as const), null, random() * withinMs);
  }
  return updates.sort((a, b) => a.after - b.after);
}
