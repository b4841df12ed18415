import type { AssetCondition } from '../schedule/schedule.js';

/** What a condition asks of one asset, or of any asset that was ever updated by way of an alias. */
export type AssetLeaf = { asset: string } | { alias: string };

const leafOf = (condition: string | { alias: string }): AssetLeaf =>
  typeof condition === 'string' ? { asset: condition } : condition;

/** Every asset and alias that the condition names, each once, in the order of the condition. */
export function leavesOf(condition: AssetCondition): AssetLeaf[] {
  const found = new Map<string, AssetLeaf>();
  const walk = (one: AssetCondition): void => {
    if (typeof one === 'string' || 'alias' in one) found.set(JSON.stringify(leafOf(one)), leafOf(one));
    else ('all' in one ? one.all : one.any).forEach(walk);
  };
  walk(condition);
  return [...found.values()];
}

/** Whether the condition holds where `has` says of which leaves an event has come. However often one has come, it counts once. */
export function holds(condition: AssetCondition, has: (leaf: AssetLeaf) => boolean): boolean {
  if (typeof condition === 'string' || 'alias' in condition) return has(leafOf(condition));
  return 'all' in condition
    ? condition.all.every((one) => holds(one, has))
    : condition.any.some((one) => holds(one, has));
}
