export interface Spread {
  min: number;
  median: number;
  max: number;
  samples: number;
}

/** Minimum, median and maximum of some measurements. */
export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (i: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, i))] ?? NaN;
  const middle = sorted.length / 2;
  return {
    min: at(0),
    median: sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2,
    max: at(sorted.length - 1),
    samples: sorted.length,
  };
}
