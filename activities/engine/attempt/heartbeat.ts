import type { Json } from '../../../src/domain/json.js';

/** At most one write in this time; the last details win. */
const GAP_MS = 500;
/** Details are a place to go on from, not a result. */
const MOST_BYTES = 64 * 1024;

/** Writes details now and then. What cannot be written is told and forgotten: the next heartbeat brings more. */
export function heartbeatWriter(
  save: (details: string) => Promise<void>,
  onError: (error: unknown) => void,
): (details: Json) => void {
  let waiting: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (waiting !== null) save(waiting).catch(onError);
    waiting = null;
  };
  return (details) => {
    const text = JSON.stringify(details);
    if (Buffer.byteLength(text) > MOST_BYTES)
      throw new RangeError(`heartbeat details are larger than ${MOST_BYTES} bytes`);
    if (details === null) return;
    waiting = text;
    timer ??= setTimeout(flush, GAP_MS);
  };
}
