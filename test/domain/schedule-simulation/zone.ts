const HOUR = 3_600_000;
/** No zone changes twice in it. */
const WEEK = 7 * 24 * HOUR;

/** The offsets of a time zone between two instants, asked of the host's database alone (Intl). */
export class Zone {
  private readonly changes: { from: number; offset: number }[] = [];

  constructor(name: string, from: number, to: number) {
    const format = formatOf(name);
    let offset = offsetBy(format, from);
    this.changes.push({ from: Number.NEGATIVE_INFINITY, offset });
    for (let week = from; week < to; week += WEEK) {
      const next = offsetBy(format, week + WEEK);
      if (next === offset) continue;
      let [before, after] = [week, week + WEEK];
      while (after - before > 60_000) {
        const middle = before + Math.floor((after - before) / 120_000) * 60_000;
        if (offsetBy(format, middle) === offset) before = middle;
        else after = middle;
      }
      this.changes.push({ from: after, offset: next });
      offset = next;
    }
  }

  /** Ms to add to UTC for the local time. */
  offsetAt(instant: number): number {
    let [low, high] = [0, this.changes.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.changes[middle]?.from ?? 0) <= instant) low = middle;
      else high = middle - 1;
    }
    return this.changes[low]?.offset ?? 0;
  }

  /** The instant of a local time (ms, as if it were UTC): the later where there are two; one that is skipped moves forward by the gap. */
  resolve(local: number): number {
    const [before, after] = [this.offsetAt(local - 26 * HOUR), this.offsetAt(local + 26 * HOUR)];
    const instants = [local - before, local - after].filter((one) => one + this.offsetAt(one) === local);
    return instants.length > 0 ? Math.max(...instants) : local - before;
  }
}

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });

function offsetBy(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((part) => parts.get(part) ?? 0);
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}
