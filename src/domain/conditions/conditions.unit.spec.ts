import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { checkCondition, evaluateCondition, xcomTasksOf } from './index.js';

const scope: Record<string, Json> = {
  xcom: {
    count: 5,
    rows: [
      { n: 1, ok: true },
      { n: 2, ok: false },
    ],
    'extract.orders': { total: 2.5 },
    empty: null,
  },
  params: { i: 1, d: 2.5, city: 'Paris', flag: true, list: [3, 1, 2], nothing: null },
  conf: {},
  dagRun: { runType: 'manual' },
  map: { file: 'a.csv' },
};
const value = (source: string, from = scope) => {
  const result = evaluateCondition(source, from);
  return result.ok ? result.value : `error: ${result.message}`;
};

describe('evaluateCondition', () => {
  it.each<[string, Json]>([
    ['xcom.count > 3', true],
    ['xcom["extract.orders"].total < 3', true],
    ['params.i + 1', 2],
    ['params.i + 1.5', 2.5],
    ['params.d * 2', 5],
    ['params.i / 2', 0],
    ['double(params.i) / 2', 0.5],
    ['params.i == 1.0 && params.d > 2', true],
    ['has(xcom.nope)', false],
    ['has(xcom.empty) && xcom.empty == null', true],
    ['map.file == "a.csv"', true],
    ['type(map) == map && map == type(params)', true],
    ['"a.csv" == map.file && "x" != map["file"]', true],
    ['"file" in map', true],
    ['xcom.rows.filter(r, r.ok).map(r, r.n)', [1]],
    ['xcom.rows.all(r, r.n > 0) && xcom.rows.exists(r, !r.ok)', true],
    ['params.flag ? "big" : ["a", "b"]', 'big'],
    ['!params.flag ? "big" : params.i > 1 ? null : ["a", "b"]', ['a', 'b']],
    ['{"a": params.i, "b": [1, "x", null]}', { a: 1, b: [1, 'x', null] }],
    ['params.city.matches("^P[a-z]+$")', true],
    ['("x" + params.city).matches("^xP") && dagRun.runType == "manual"', true],
    ['timestamp("2026-01-05T00:00:00Z")', '2026-01-05T00:00:00.000Z'],
  ])('gives for %s the value %j', (source, expected) => expect(value(source)).toEqual(expected));

  it.each([
    ['xcom.nope', /No such key: nope; has\(…\).*line 1, column 6/],
    ['row.a == 1', /'row' has no value here/],
    ['nobody.a', /'nobody' is unknown; conditions know xcom, params/],
    ['params.city > 5', /no such overload/],
    ['1 +', /line 1, column 4/],
    ['params.i / 0', /division by zero/],
    ['9007199254740993', /beyond 2\^53/],
    ['b"abc"', /the result is neither/],
    ['params.city.matches("(a+)+$")', /may never end/],
    ['params.city.matches("(a|b|ab)*c")', /may never end/],
    ['params.city.matches("(?=x)y")', /looks around/],
  ])('answers %s with an error as a value', (source, message) => expect(value(source)).toMatch(message));

  it('gives row, status and body where a row or a response is meant', () => {
    expect(value('status == 200 && body.items.size() == 1', { status: 200, body: { items: [1] } })).toBe(true);
    expect(value('row.n >= 1 && row.name.startsWith("x")', { row: { n: 1, name: 'xy' } })).toBe(true);
  });

  it('reaches no prototype', () => {
    for (const source of [
      'xcom.constructor',
      'xcom["__proto__"]',
      'params.city.length',
      'xcom.toString',
      'params.list.map',
    ]) {
      expect(value(source), source).toMatch(/^error: /);
    }
    expect(value('params["__proto__"].x', { params: JSON.parse('{"__proto__":{"x":1}}') as Json })).toBe(1);
  });

  it('ends a comprehension that takes too long', () => {
    const list = Array.from({ length: 1200 }, (_, index) => index);
    expect(value('params.l.map(x, params.l.map(y, x * y)).size()', { params: { l: list } })).toMatch(
      /more than 1000000 steps/,
    );
    expect(value('params.l.map(x, x * 2).size()', { params: { l: list } })).toBe(1200);
  });

  it('never throws, whatever the source', () => {
    const word = fc.constantFrom(
      'xcom',
      '.a',
      '["b"]',
      'params',
      'map',
      '==',
      '?',
      ':',
      '(',
      ')',
      '1',
      '2.5',
      '"s"',
      '&&',
      '!',
      '.map(x, x)',
      'has(',
      ',',
      '[',
      ']',
      '{',
      '}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 15 }).map((words) => words.join(' ')),
        ),
        (source) => {
          checkCondition(source);
          xcomTasksOf(source);
          const result = evaluateCondition(source, scope);
          expect(JSON.parse(JSON.stringify(result))).toEqual(result);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives JSON back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const data = JSON.parse(JSON.stringify(json)) as Json;
        expect(value('params.x', { params: { x: data } })).toEqual(data);
      }),
    );
  });
});

describe('checkCondition', () => {
  it('finds nothing in a good condition', () => {
    expect(checkCondition('has(xcom.a) ? "x" : null')).toEqual([]);
    expect(checkCondition('map.file == "a" && xcom.l.map(x, x + 1)[0] > params.n')).toEqual([]);
  });

  it.each([
    ['foo > 1', "'foo' is unknown", 1, 1],
    ['xcom.a &&\n  bar', "'bar' is unknown", 2, 3],
    ['map.a ? "x" : nope', "'nope' is unknown", 1, 15],
    ['xcom.l.map(x, y)', "'y' is unknown", 1, 15],
    ['"a" && true', 'requires bool', 1, 1],
    ['xcom.a.frobnicate()', 'frobnicate', 1, 1],
    ['1 +', 'Unexpected token', 1, 4],
    ['', 'Unexpected', 1, 1],
  ])('places what is wrong with %j', (source, message, line, column) => {
    const [problem, ...more] = checkCondition(source);
    expect(more).toEqual([]);
    expect(problem?.message).toContain(message);
    expect([problem?.line, problem?.column]).toEqual([line, column]);
  });
});

describe('xcomTasksOf', () => {
  it('lists the tasks that a condition names', () => {
    expect(xcomTasksOf('xcom.b > 1 && xcom["a.c"].x == 2 || has(xcom.d)')).toEqual({
      tasks: ['a.c', 'b', 'd'],
      all: false,
    });
    expect(xcomTasksOf('params.x.exists(y, y == xcom.z[0])')).toEqual({ tasks: ['z'], all: false });
  });

  it('says so when it cannot tell', () => {
    expect(xcomTasksOf('xcom[params.task] == 1 && xcom.a')).toEqual({ tasks: ['a'], all: true });
    expect(xcomTasksOf('size(xcom) > 1').all).toBe(true);
    expect(xcomTasksOf('1 +')).toEqual({ tasks: [], all: false });
  });
});
