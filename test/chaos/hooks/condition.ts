/** When a DAG follows assets, as its document says it. */
export type Condition = string | { all: Condition[] } | { any: Condition[] };

/** Whether it holds once these assets have come. Written for the tests: the product judges by code of its own. */
export function isMet(condition: Condition, come: ReadonlySet<string>): boolean {
  if (typeof condition === 'string') return come.has(condition);
  if ('all' in condition) return condition.all.filter((part) => !isMet(part, come)).length === 0;
  return condition.any.findIndex((part) => isMet(part, come)) >= 0;
}

/** The assets that it names. */
export function assetsOf(condition: Condition): string[] {
  if (typeof condition === 'string') return [condition];
  return [...new Set(('all' in condition ? condition.all : condition.any).flatMap(assetsOf))];
}

/**
 * How many runs may follow from updates, each of which comes once: for every order in which they can come, and everywhere where somebody may have looked
 * at the queue or not. A look at a queue that meets the condition makes a run that takes all of it; when all has come, somebody looks.
 */
export function possibleRuns(condition: Condition, updates: readonly string[]): Set<number> {
  const known = new Map<string, Set<number>>();
  const go = (queued: readonly string[], left: readonly string[]): Set<number> => {
    const name = `${queued.join(' ')} | ${left.join(' ')}`;
    const counts = known.get(name) ?? new Set();
    if (known.has(name)) return counts;
    const due = isMet(condition, new Set(queued));
    if (due) for (const more of go([], left)) counts.add(more + 1);
    if (!due && left.length === 0) counts.add(0);
    left.forEach((next, i) => {
      for (const more of go(sorted(new Set([...queued, next])), left.toSpliced(i, 1))) counts.add(more);
    });
    known.set(name, counts);
    return counts;
  };
  const wanted = assetsOf(condition);
  return go([], sorted(updates.filter((asset) => wanted.includes(asset))));
}

/** What was asked before is known by its name. */
const sorted = (assets: Iterable<string>): string[] => [...assets].sort();
