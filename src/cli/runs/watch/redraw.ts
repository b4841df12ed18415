import type { OutputStream } from '../../io.js';

const UP = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : '');
const TO_LINE_START = '\r';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Draws pictures one over the other at the same place of a terminal. */
export function redrawer(stream: OutputStream): { draw(lines: readonly string[]): void; forget(): void } {
  let drawn = 0;
  return {
    draw: (lines) => {
      const body = lines.map((line) => `${line}${CLEAR_REST_OF_LINE}\n`).join('');
      stream.write(`${UP(drawn)}${TO_LINE_START}${body}${CLEAR_BELOW}`);
      drawn = lines.length;
    },
    /** The next picture comes below what stands there now. */
    forget: () => {
      drawn = 0;
    },
  };
}
