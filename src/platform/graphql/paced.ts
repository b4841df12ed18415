/**
 * Calls at once after a quiet time, else once more when `gapMs` have passed since the last call: many calls become few, and the last is never lost.
 */
export function paced(call: () => void, gapMs: number): { call(): void; stop(): void } {
  let calledAt = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    timer = null;
    calledAt = performance.now();
    call();
  };
  return {
    call: () => {
      const wait = calledAt + gapMs - performance.now();
      if (wait <= 0 && timer === null) now();
      else timer ??= setTimeout(now, wait);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
