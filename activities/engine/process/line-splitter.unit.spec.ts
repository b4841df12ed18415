import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Masker } from '../log/masker.js';
import { CUT_MARK, LINE_LIMIT, LineSplitter } from './line-splitter.js';

function split(chunks: (string | Buffer)[], masker = new Masker()): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter({
    onLine: (line) => lines.push(line),
    mask: masker.mask,
    longestSecret: () => masker.longest,
  });
  chunks.forEach((chunk) => splitter.push(Buffer.from(chunk)));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('gives lines with and without a last newline, and empty ones', () => {
    expect(split(['a\n\nb\r\nc'])).toEqual(['a', '', 'b', 'c']);
    expect(split(['a\n'])).toEqual(['a']);
    expect(split([])).toEqual([]);
  });

  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', ' ', '\r') }),
        fc.array(fc.nat(40)),
        (text, cuts) => {
          const bytes = Buffer.from(text);
          const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          expect(split(chunks)).toEqual(split([text]));
        },
      ),
    );
  });

  it('turns what is no UTF-8 into replacement characters and keeps NUL', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x00, 0x62, 0x0a])])).toEqual(['a\uFFFD\0b']);
  });

  it('cuts a long line with a mark and goes on with the next one', () => {
    const [long, next] = split([...Array.from({ length: 50 }, () => 'x'.repeat(10_000)), '\nnext\n']);
    expect(long).toBe('x'.repeat(LINE_LIMIT) + CUT_MARK);
    expect(next).toBe('next');
  });

  it('keeps a line of exactly the limit', () =>
    expect(split(['x'.repeat(LINE_LIMIT)])).toEqual(['x'.repeat(LINE_LIMIT)]));

  it('masks a secret that comes in pieces, and one that lies across the cut', () => {
    const masker = new Masker();
    masker.add('hunter2hunter2');
    expect(split(['a hunt', 'er2hun', 'ter2 b\n'], masker)).toEqual(['a *** b']);
    const [line] = split([`${'x'.repeat(LINE_LIMIT - 3)}hunter2hunter2${'y'.repeat(100)}`], masker);
    expect(line).not.toContain('hun');
    expect(line).toContain(CUT_MARK);
  });
});
