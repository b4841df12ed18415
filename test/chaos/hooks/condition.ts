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
  const counts = new Set<number>();
  const go = (queued: readonly string[], left: readonly string[], runs: number): void => {
    const due = isMet(condition, new Set(queued));
    if (due) go([], left, runs + 1);
    if (left.length === 0 && !due) counts.add(runs);
    left.forEach((next, i) => go([...queued, next], left.toSpliced(i, 1), runs));
  };
  const wanted = assetsOf(condition);
  go(
    [],
    updates.filter((asset) => wanted.includes(asset)),
    0,
  );
  return counts;
}
