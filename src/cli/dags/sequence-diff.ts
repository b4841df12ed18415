/** A step from one sequence to another. */
export type Step<Item> = { readonly kind: 'keep' | 'remove' | 'add'; readonly item: Item };

/** Beyond this many pairs the middle part is shown as removed and added as a whole. */
const MOST_PAIRS = 4_000_000;

/** The shortest way from `before` to `after` by removing and adding items (longest common subsequence). */
export function sequenceDiff<Item>(before: readonly Item[], after: readonly Item[]): Step<Item>[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = middleDiff(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const keep = (items: readonly Item[]): Step<Item>[] => items.map((item) => ({ kind: 'keep', item }));
  return [...keep(before.slice(0, head)), ...middle, ...keep(before.slice(before.length - tail))];
}

function middleDiff<Item>(before: readonly Item[], after: readonly Item[]): Step<Item>[] {
  const removed = before.map((item) => ({ kind: 'remove', item }) as const);
  const added = after.map((item) => ({ kind: 'add', item }) as const);
  if (before.length * after.length > MOST_PAIRS) return [...removed, ...added];
  const lengths = commonLengths(before, after);
  const lengthAt = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const steps: Step<Item>[] = [];
  let [i, j] = [0, 0];
  for (let [old, fresh] = [removed[0], added[0]]; old !== undefined && fresh !== undefined;) {
    if (old.item === fresh.item) {
      steps.push({ kind: 'keep', item: old.item });
      [i, j] = [i + 1, j + 1];
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) {
      steps.push(old);
      i += 1;
    } else {
      steps.push(fresh);
      j += 1;
    }
    [old, fresh] = [removed[i], added[j]];
  }
  return [...steps, ...removed.slice(i), ...added.slice(j)];
}

/** lengths[i][j]: items that before from i on and after from j on have in common. */
function commonLengths<Item>(before: readonly Item[], after: readonly Item[]): Uint32Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i], lengths[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = after.length - 1; j >= 0; j -= 1) {
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
