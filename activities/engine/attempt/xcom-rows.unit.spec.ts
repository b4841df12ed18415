import { describe, expect, it } from 'vitest';
import { TaskFailure } from '../../sdk/index.js';
import { XCOM_LIMIT, xcomRows } from './xcom-rows.js';

const RULES = { push: true, maxBytes: null };

describe('xcomRows', () => {
  it('keeps the value as return_value, and further XComs by their keys, in bytes of UTF-8', () => {
    expect(xcomRows({ value: 'é', xcoms: { more: [1] } }, RULES)).toEqual([
      { key: 'more', value: '[1]', sizeBytes: 3 },
      { key: 'return_value', value: '"é"', sizeBytes: 4 },
    ]);
  });

  it('given push: false, keeps the named XComs only', () => {
    expect(xcomRows({ value: 1, xcoms: { more: 2 } }, { push: false, maxBytes: null })).toEqual([
      { key: 'more', value: '2', sizeBytes: 1 },
    ]);
  });

  it('given a result without a value, keeps nothing', () => {
    expect(xcomRows({}, RULES)).toEqual([]);
  });

  it('given a value that is also named return_value, the value wins', () => {
    expect(xcomRows({ value: 1, xcoms: { return_value: 2 } }, RULES)).toEqual([
      { key: 'return_value', value: '1', sizeBytes: 1 },
    ]);
  });

  it.each([
    [{ push: true, maxBytes: 10 }, 'x'.repeat(9), 10],
    [RULES, 'x'.repeat(XCOM_LIMIT), XCOM_LIMIT],
  ])('given %o and more than that, fails for good and says what to do', (rules, value, limit) => {
    const failure = (() => {
      try {
        return xcomRows({ value }, rules);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(TaskFailure);
    expect(failure).toMatchObject({ type: 'XComTooLarge', options: { retryable: false } });
    expect(String(failure)).toMatch(new RegExp(`limit is ${limit}: write the data to a file`));
  });

  it('given a limit above what PostgreSQL keeps, the smaller one holds', () => {
    expect(() => xcomRows({ value: 'x'.repeat(XCOM_LIMIT) }, { push: true, maxBytes: XCOM_LIMIT * 2 })).toThrow(
      'XCom "return_value"',
    );
  });

  it.each([[''], ['a\0b'], ['k'.repeat(251)]])('refuses the key %j', (key) => {
    expect(() => xcomRows({ xcoms: { [key]: 1 } }, RULES)).toThrow('the key of an XCom');
  });
});
