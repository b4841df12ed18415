/** A small generator (mulberry32): the same seed gives the same scenario. Answers a number from 0 (inclusive) to 1 (exclusive). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The instants of a scenario follow from the seed and its place. */
export const randomFor = (seed: number, place: number): (() => number) => randomOf(seed * 1_000 + place);

/** A generator of its own, by the next number of this one. */
export const branchOf = (random: () => number): (() => number) => randomOf(Math.floor(random() * 2 ** 31));

/** One of them. */
export function drawn<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('there is nothing to draw from');
  return one;
}
