/** Gathers stdout as far as it is the result: all of it, or its last line. Memory is bounded by `maxBytes`. */
export interface OutputCapture {
  take(bytes: Uint8Array): void;
  /** Null when nothing was printed; `overflow` when it was more than `maxBytes`. */
  result(): { text: string | null; overflow: boolean };
}

export function captureAll(maxBytes: number): OutputCapture {
  const pieces = boundedPieces(maxBytes);
  return { take: pieces.add, result: () => pieces.text() };
}

/** The last line: what follows the last newline, or, where that is nothing, the line that it ends. */
export function captureLastLine(maxBytes: number): OutputCapture {
  let last = boundedPieces(maxBytes);
  let open = boundedPieces(maxBytes);
  const take = (bytes: Uint8Array): void => {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end >= 0) {
      const before = end === 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1);
      last = before >= 0 ? boundedPieces(maxBytes) : open;
      last.add(bytes.subarray(before + 1, end));
      last.close();
      open = boundedPieces(maxBytes);
    }
    if (end + 1 < bytes.length) open.add(bytes.subarray(end + 1));
  };
  return { take, result: () => (open.isEmpty() ? last : open).text() };
}

export const captureNothing = (): OutputCapture => ({
  take: () => undefined,
  result: () => ({ text: null, overflow: false }),
});

const NEWLINE = 10;

function boundedPieces(maxBytes: number) {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let closed = false;
  return {
    add(bytes: Uint8Array): void {
      size += bytes.length;
      if (size > maxBytes) pieces.length = 0;
      else pieces.push(new Uint8Array(bytes));
    },
    /** An empty line was printed: that is something, other than no output at all. */
    close: () => void (closed = true),
    isEmpty: () => size === 0,
    text: () => {
      if (size === 0 && !closed) return { text: null, overflow: false };
      return { text: Buffer.concat(pieces).toString('utf8'), overflow: size > maxBytes };
    },
  };
}
