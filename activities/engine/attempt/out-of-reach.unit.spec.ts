import { describe, expect, it } from 'vitest';
import { isOutOfReach } from './out-of-reach.js';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('isOutOfReach', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', '57P01', '57P03', '08006', '53100', '53300', '40001'])(
    'waits out %s',
    (code) => expect(isOutOfReach(coded(code))).toBe(true),
  );
  it.each(['22P05', '23505', '42601', '42P01', 'P0001'])('takes %s for a fault that waiting does not mend', (code) =>
    expect(isOutOfReach(coded(code))).toBe(false),
  );
  it.each([
    'Connection terminated unexpectedly',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
  ])('knows the words "%s"', (message) => expect(isOutOfReach(new Error(message))).toBe(true));
  it('takes a bug for a bug', () => expect(isOutOfReach(new TypeError('x is undefined'))).toBe(false));
});
