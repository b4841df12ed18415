import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.js';
import { parseSql } from './sql-statements.js';
import { tokenizeSql } from './sql-tokens.js';

const one = (source: string) => {
  const [statement, ...rest] = parseSql(source);
  expect(rest).toEqual([]);
  return { text: statement?.text, names: statement?.names };
};

describe('parseSql: parameters', () => {
  it('become $n, one for each name', () => {
    expect(one('select :a, :b, :a where x=:b')).toEqual({ text: 'select $1, $2, $1 where x=$2', names: ['a', 'b'] });
  });

  it('are left alone in strings, identifiers, comments and dollar quotes', () => {
    for (const opaque of [
      `':a'`,
      `'it''s :a'`,
      `e'\\':a'`,
      `E'\\\\'':a'`,
      `U&':a'`,
      `":a"`,
      `"x"":a"`,
      `U&":a"`,
      '$$ :a; $$',
      '$tag$ $$ :a $other$ ; $tag$',
      '/* :a /* nested */ :a; */ 1',
      `1 -- :a; it's`,
    ]) {
      expect(one(`select ${opaque}\n, :b`)).toEqual({ text: `select ${opaque}\n, $1`, names: ['b'] });
    }
  });

  it('differ from casts, assignments, slices with a space, and words with a dollar', () => {
    expect(one('select :a::int, x::text, y[1:2], z[m : n], a$b$, f(k := 1)')).toEqual({
      text: 'select $1::int, x::text, y[1:2], z[m : n], a$b$, f(k := 1)',
      names: ['a'],
    });
    expect(one(`select ':x'::text || :a`)).toEqual({ text: `select ':x'::text || $1`, names: ['a'] });
  });

  it('are not taken from what is not closed', () => {
    expect(one(`select ':a`).names).toEqual([]);
    expect(one('select $q$ :a').names).toEqual([]);
    expect(one('select /* :a').names).toEqual([]);
  });

  it('of the server are noted, because they would collide', () => {
    expect(parseSql('select $1')[0]?.positional).toBe(true);
    expect(parseSql(`select '$1', a$1, $$ $1 $$`)[0]?.positional).toBe(false);
  });
});

describe('parseSql: statements', () => {
  it('end at semicolons and know their line', () => {
    const source = `-- first\nselect 1;\n\n ;\nselect ';' ;\n/* ; */ select :a\n`;
    expect(parseSql(source).map(({ text, line }) => [text, line])).toEqual([
      ['-- first\nselect 1', 1],
      [`select ';'`, 5],
      ['/* ; */ select $1', 6],
    ]);
    expect(parseSql(' ; -- nothing\n;')).toEqual([]);
  });

  it('keep the body of a routine together', () => {
    const routine = `create or replace function f(n int) returns int begin atomic select case when n > 0 then 1 end; select 2; end`;
    expect(parseSql(`${routine}; select 3`).map(({ text }) => text)).toEqual([routine, 'select 3']);
    expect(parseSql('begin; update t set x = 1; commit; end').map(({ text }) => text)).toEqual([
      'begin',
      'update t set x = 1',
      'commit',
      'end',
    ]);
  });
});

describe('tokenizeSql', () => {
  const fragment = fc.oneof(
    fc.constantFrom(`'`, `"`, '$$', '$a$', '--', '/*', '*/', '\n', ':a', '::', ';', `e'`, '\\', ' ', '$1', 'x'),
    fc.string({ maxLength: 3 }),
  );

  it('loses and adds nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 20 }), (parts) => {
        const source = parts.join('');
        expect(
          tokenizeSql(source)
            .map(({ text }) => text)
            .join(''),
        ).toBe(source);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a value out of no text that it quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(one(`select '${text.replaceAll(`'`, `''`)}', :b`).names).toEqual(['b']);
        expect(one(`select "${text.replaceAll('"', '""')}", :b`).names).toEqual(['b']);
      }),
    );
  });

  it('is quick with large files', () => {
    const source = `insert into t values (:a, 'x');\n`.repeat(20_000);
    const started = cpuTime();
    expect(parseSql(source)).toHaveLength(20_000);
    expect(cpuTime() - started).toBeLessThan(3000);
  });
});
