import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvParser } from './csv-parser.js';

function parse(text: string, cuts: readonly number[] = []) {
  const parser = new CsvParser();
  const edges = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  const rows = edges.slice(1).flatMap((edge, i) => parser.take(text.slice(edges[i], edge)));
  return [...rows, ...parser.end()];
}

describe('CsvParser', () => {
  it('reads fields, quotes and line ends of any system', () => {
    expect(parse('a,b\r\n1,"x, ""y""\nz"\n,""\r3,4')).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
      [null, ''],
      ['3', '4'],
    ]);
    expect(parse('')).toEqual([]);
    expect(parse('\n\r\n a ,\n')).toEqual([[' a ', null]]);
    expect(parse('""')).toEqual([['']]);
  });

  it('names the line of what is wrong', () => {
    expect(() => parse('a,b\n1\n')).toThrow('line 2: 1 fields, but the header has 2');
    expect(() => parse('a\n"x\ny"\nb"c\n')).toThrow('line 4: a quote within a field');
    expect(() => parse('a\n"x"y\n')).toThrow('line 2: text behind a closing quote');
    expect(() => parse('a\n"x\n')).toThrow('line 2: a quote that is not closed');
  });

  const cell = fc.oneof(fc.constant(null), fc.string({ unit: fc.constantFrom('a', 'ä', ',', '"', '\n', '\r', ' ') }));
  const quote = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);

  it('gives back what was written, wherever the pieces are cut', () => {
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (rows, end, cuts) => {
          const text = rows.map((row) => row.map(quote).join(',') + end).join('');
          expect(
            parse(
              text,
              cuts.map((cut) => Math.min(cut, text.length)),
            ),
          ).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });
});
