import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, fitWidth } from './display-width.js';
import { durationText, spanText } from './duration-text.js';
import { instantText } from './instant-text.js';
import { plainLine, safeLogLine } from './plain-text.js';
import { styler } from './style.js';
import { drawTable } from './table.js';

describe('durationText', () => {
  it.each([
    [-5, '0.0s'],
    [0, '0.0s'],
    [449, '0.4s'],
    [12_340, '12.3s'],
    [59_949, '59.9s'],
    [59_950, '1m00s'],
    [185_000, '3m05s'],
    [3_599_499, '59m59s'],
    [3_599_500, '1h00m'],
    [3_720_000, '1h02m'],
    [183_600_000, '2d03h'],
  ])('%i ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it('counts up to now while something lasts, and not before it starts', () => {
    const now = Date.parse('2026-11-21T08:00:05Z');
    expect(spanText(null, null, now)).toBe('');
    expect(spanText('2026-11-21T08:00:00Z', null, now)).toBe('5.0s');
    expect(spanText('2026-11-21T08:00:00Z', '2026-11-21T08:00:02.5Z', now)).toBe('2.5s');
  });
});

describe('instantText', () => {
  it('is UTC to the second', () => expect(instantText('2026-11-21T09:00:00.123+01:00')).toBe('2026-11-21T08:00:00Z'));
  it('is empty for none', () => expect(instantText(null)).toBe(''));
});

describe('drawTable', () => {
  it('aligns columns by what a terminal shows, wide characters included', () => {
    expect(
      drawTable(
        ['TASK', 'STATE'],
        [
          ['取得', 'SUCCESS'],
          ['load', 'FAILED'],
        ],
      ),
    ).toEqual(['TASK  STATE', '取得  SUCCESS', 'load  FAILED']);
  });

  it('leaves no blanks at the end of a line', () => {
    expect(
      drawTable(
        ['A', 'B', 'C'],
        [
          ['x', '', ''],
          ['longer', 'y', ''],
        ],
      ),
    ).toEqual(['A       B  C', 'x', 'longer  y']);
  });

  it('cuts the widest column until a line fits', () => {
    const lines = drawTable(['NAME', 'TEXT'], [['a', 'a text that is far too long for this terminal']], 20);
    expect(lines).toEqual(['NAME  TEXT', 'a     a text that i…']);
  });

  it('paints after measuring', () => {
    const red = (text: string): string => `<${text}>`;
    expect(drawTable(['A', 'B'], [[{ text: 'x', paint: red }, 'y']])).toEqual(['A  B', '<x>  y']);
  });

  it('never lets a cell move the cursor', () => {
    expect(drawTable(['A'], [['x\u001b[2Jy\nz\u0007']])).toEqual(['A', 'xy z ']);
  });

  it('is never wider than asked for, as long as its columns can be read', () => {
    const cells = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(cells, fc.array(cells, { maxLength: 5 }), fc.integer({ min: 22, max: 100 }), (head, rows, width) => {
        for (const line of drawTable(head, rows, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('fitWidth', () => {
  it('keeps what fits', () => expect(fitWidth('abc', 3)).toBe('abc'));
  it('says that something is missing', () => expect(fitWidth('abcd', 3)).toBe('ab…'));
  it('does not cut a wide character in two', () => expect(fitWidth('日本語', 4)).toBe('日…'));
});

describe('text from outside', () => {
  const anyText = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x9f }), fc.integer({ min: 0, max: 0x10ffff })))
    .map((codes) => String.fromCodePoint(...codes));

  it('becomes one line without control sequences', () => {
    expect(plainLine('a\u001b]0;title\u0007b\r\nc\u009b31md')).toBe('ab cd');
  });

  it('keeps colours and tabs of a log line, and nothing else', () => {
    expect(safeLogLine('\u001b[31mred\u001b[0m\tx\u001b[2J\u001b]0;t\u0007\r\u0008y')).toBe(
      '\u001b[31mred\u001b[0m\txy',
    );
  });

  it('never holds a control character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plainLine(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('styler', () => {
  const stdout = { isTTY: true, write: () => true };
  it('colours on a terminal', () => expect(styler({ env: {}, stdout }).good('x')).toBe('\u001b[32mx\u001b[39m'));
  it('obeys NO_COLOR', () => expect(styler({ env: { NO_COLOR: '1' }, stdout }).good('x')).toBe('x'));
  it('leaves a pipe plain', () => expect(styler({ env: {}, stdout: { write: () => true } }).good('x')).toBe('x'));
});
