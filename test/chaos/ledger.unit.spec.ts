import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bodiesOf, mostAtOnce, overlaps, readLedger } from './ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'continuo-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ledger = (...lines: string[]) => {
  const path = join(folder, 'ledger');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return readLedger(path);
};

describe('the ledger of bodies', () => {
  it('given one body after the other, finds no overlap', () => {
    const read = ledger('1 begin r/t/-1/1 10', '3 alive r/t/-1/1 10', '4 begin r/t/-1/1 11', '5 end r/t/-1/1 11');
    expect(overlaps(read)).toEqual([]);
    expect(mostAtOnce(bodiesOf(read, 'r/'))).toBe(1);
  });

  it('given a second body of a try while the first is alive, finds it', () => {
    const read = ledger('1 begin r/t/-1/1 10', '2 begin r/t/-1/1 11', '3 alive r/t/-1/1 10');
    expect(overlaps(read)).toHaveLength(1);
  });

  it('given the body of a later try while that of an earlier one is alive, finds it', () => {
    const read = ledger('1 begin r/t/0/1 10', '2 begin r/t/0/2 11', '3 alive r/t/0/1 10');
    expect(overlaps(read)).toEqual(['r/t/0/2: body 11 began while 10 of r/t/0/1 was alive']);
  });

  it('given other instances at the same time, counts them and finds no overlap', () => {
    const lines = [0, 1, 2].flatMap((i) => [`${i} begin r/t/${i}/1 1${i}`, `${5 + i} end r/t/${i}/1 1${i}`]);
    const read = ledger(...lines, '9 begin r/t/3/1 13', '9 end r/t/3/1 13', 'torn li');
    expect(overlaps(read)).toEqual([]);
    expect(mostAtOnce(bodiesOf(read, 'r/'))).toBe(3);
    expect(mostAtOnce(bodiesOf(read, 'other/'))).toBe(0);
  });
});
