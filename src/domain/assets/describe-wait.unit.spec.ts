import { expect, it } from 'vitest';
import { describeWait } from './describe-wait.js';

it('says of a condition what has come and what has not', () => {
  const condition = { all: ['orders', { any: ['fx', 'fx_backup'] }] };
  expect(describeWait(condition, new Set(['orders']))).toBe('orders has come; fx, fx_backup have not come');
  expect(describeWait(condition, new Set())).toBe('orders, fx, fx_backup have not come');
});
