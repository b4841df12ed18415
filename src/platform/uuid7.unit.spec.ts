import { describe, expect, it } from 'vitest';
import { uuid7 } from './uuid7.js';

describe('uuid7', () => {
  it('has version and variant, and sorts by its millisecond', () => {
    expect(uuid7(0x0123456789ab)).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid7(1_000) < uuid7(1_001)).toBe(true);
  });

  it('sorts by the order in which it was made within a millisecond', () => {
    const made = Array.from({ length: 1_000 }, () => uuid7(5_000));
    expect(made.toSorted()).toEqual(made);
  });

  it('is new each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => uuid7(1))).size).toBe(1_000);
  });
});
