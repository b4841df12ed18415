import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../test/support/cpu-time.js';
import { costOf } from './cost.js';

const cost = (query: string, variables: Record<string, unknown> = {}): number => {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation == null) throw new Error('no operation');
  return costOf(document, operation, variables);
};

describe('the cost of an operation', () => {
  it.each([
    ['{ a b c }', 3],
    ['{ a { b c } }', 3],
    ['{ list(first: 10) { a b } }', 21],
    ['{ list(first: 10) { nodes { a } } }', 21],
    ['{ dags { nodes { a } } }', 51],
    ['{ tasks(first: 500) { a } }', 501],
    ['{ list(first: 99999) { a } }', 101],
    ['{ list(first: 0) { a } }', 2],
    ['{ ... { a } ...F } fragment F on Query { b c }', 3],
  ])('of %s is %d', (query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it('a size in a variable is the one sent, else its default, else the field’s', () => {
    const query = 'query ($n: Int = 7) { dags(first: $n) { a } }';
    expect([cost(query, { n: 3 }), cost(query), cost('query ($n: Int) { dags(first: $n) { a } }')]).toEqual([4, 8, 26]);
  });

  it('nested fragments cost no more time than they are long', () => {
    const fragments = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { a ...F${i + 1} ...F${i + 1} }`);
    const start = cpuTime();
    expect(cost(`{ ...F0 } ${fragments.join(' ')} fragment F40 on Query { a }`)).toBeGreaterThan(2 ** 40);
    expect(cpuTime() - start).toBeLessThan(200);
  });

  it('given fragments that name each other, ends', () => {
    expect(cost('{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...A }')).toBeGreaterThan(0);
  });
});
