/** A stretch of time in which a zone's offset stays the same; ms. */
export interface Stretch {
  from: number;
  until: number;
  offset: number;
}

const DAY = 86_400_000;
const FIRST = Date.UTC(1928, 0, 1);
const LAST = Date.UTC(2144, 0, 1);

const tables = new Map<string, readonly Stretch[]>();

/** All stretches from 1928 to 2143, wide enough for the rarest tick around any case: it looks at each day, and halves the days on which the clocks change. */
export function stretchesOf(zone: string): readonly Stretch[] {
  const found = tables.get(zone);
  if (found !== undefined) return found;
  const clock = clockOf(zone);
  const stretches: Stretch[] = [];
  let from = FIRST;
  for (let day = FIRST; day < LAST; day += DAY) {
    if (clock(day) === clock(day + DAY)) continue;
    const change = changeIn(clock, day, day + DAY);
    stretches.push({ from, until: change, offset: clock(from) });
    from = change;
  }
  stretches.push({ from, until: LAST, offset: clock(from) });
  tables.set(zone, stretches);
  return stretches;
}

function changeIn(clock: (at: number) => number, from: number, until: number): number {
  let [low, high] = [from, until];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (clock(middle) === clock(from)) low = middle;
    else high = middle;
  }
  return high;
}

/** What the zone's wall clock shows at an instant, less the instant. */
function clockOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const seen = new Map<number, number>();
  return (at) => {
    const known = seen.get(at);
    if (known !== undefined) return known;
    const offset = Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - at;
    seen.set(at, offset);
    return offset;
  };
}
