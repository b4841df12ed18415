interface Group<T> {
  /** Taken and not given back. */
  out: number;
  /** Highest priority first; of each, in order of arrival. */
  lines: { priority: number; items: T[] }[];
}

/**
 * Who is next, where places come and go one by one: higher priority first; at equal priority the group that has fewest out, then whose group came
 * first; within a group by arrival. The order of `grantOrder`, for what waits in memory.
 */
export class FairQueue<T> {
  private readonly groups = new Map<string, Group<T>>();

  push(item: T, group: string, priority: number): void {
    const { lines } = this.groupOf(group);
    const place = lines.findIndex((line) => line.priority <= priority);
    const line = lines[place];
    if (line?.priority === priority) line.items.push(item);
    else lines.splice(place < 0 ? lines.length : place, 0, { priority, items: [item] });
  }

  /** The next in turn; it counts for its group until it is given back. Undefined: nobody waits. */
  take(): T | undefined {
    let best: Group<T> | undefined;
    for (const group of this.groups.values()) if (group.lines.length > 0 && isBefore(group, best)) best = group;
    const line = best?.lines[0];
    if (best === undefined || line === undefined) return undefined;
    const item = line.items.shift();
    if (line.items.length === 0) best.lines.shift();
    best.out += 1;
    return item;
  }

  giveBack(group: string): void {
    const known = this.groups.get(group);
    if (known === undefined) return;
    known.out = Math.max(0, known.out - 1);
    if (known.out === 0 && known.lines.length === 0) this.groups.delete(group);
  }

  private groupOf(name: string): Group<T> {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group: Group<T> = { out: 0, lines: [] };
    this.groups.set(name, group);
    return group;
  }
}

function isBefore<T>(one: Group<T>, other: Group<T> | undefined): boolean {
  if (other === undefined) return true;
  const [a, b] = [one.lines[0]?.priority ?? 0, other.lines[0]?.priority ?? 0];
  return a === b ? one.out < other.out : a > b;
}
