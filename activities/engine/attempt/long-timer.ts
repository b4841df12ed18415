/** The longest delay that Node's timers take. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back after any number of ms, also more than 24 days. Answers a function that cancels it. */
export function longTimer(ms: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const part = Math.min(left, LONGEST_MS);
    timer = setTimeout(() => (left > part ? arm(left - part) : ring()), part);
  };
  arm(ms);
  return () => clearTimeout(timer);
}
