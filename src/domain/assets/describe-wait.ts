import type { AssetCondition } from '../schedule/schedule.js';
import { leavesOf } from './condition.js';

/** What of a condition has come and what has not: `orders has come; fx has not come`. */
export function describeWait(condition: AssetCondition, arrived: ReadonlySet<string>): string {
  const leaves = leavesOf(condition).map((leaf) => ('asset' in leaf ? leaf.asset : leaf.alias));
  const words = (names: readonly string[], text: string): string[] =>
    names.length === 0 ? [] : [`${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} ${text}`];
  const came = leaves.filter((name) => arrived.has(name));
  const missing = leaves.filter((name) => !arrived.has(name));
  return [...words(came, 'come'), ...words(missing, 'not come')].join('; ');
}
