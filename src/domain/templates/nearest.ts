const fold = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The candidate that the author may have meant: at most two letters away, apart from case and underscores. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  const limit = Math.min(3, Math.ceil(name.length / 2));
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const folded = editDistance(fold(name), fold(candidate));
    // Among equals the one in the same spelling wins.
    const distance = folded + editDistance(name, candidate) / 10;
    if (folded < limit && distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2 || left.length > 60) return 3;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change));
    }
    row = next;
  }
  return row[right.length] ?? 3;
}
