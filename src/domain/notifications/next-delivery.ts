const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 2 * 3_600_000;
/** With these pauses, given up a day after the first. */
const MOST_TRIES = 23;

/** How long after its `tries`-th failed delivery a notification is sent again, in ms; null: it is given up. 5 s, doubling up to 2 h. */
export function nextDeliveryMs(tries: number): number | null {
  return tries >= MOST_TRIES ? null : Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
}
