import { describe, expect, it } from 'vitest';
import { missingIn } from './looks-like.js';

describe('missingIn', () => {
  it('looks over ids, times, amounts and the width of columns', () => {
    const shown =
      '01a1fde7-0e72-70db-91ca-d7de82cd9920  a/tour  SUCCESS  2.5s\nrun   manual__2026-11-21T11:39:00.123000+00:00';
    const output =
      '11111111-0e72-70db-91ca-000000000000  a/tour  SUCCESS    12.5s\nrun manual__2027-01-01T00:00:00.000000+00:00\n';
    expect(missingIn(output, shown)).toBeNull();
  });

  it('names the line that differs', () => {
    expect(missingIn('a  SUCCESS  1.0s\nb  FAILED', 'a  SUCCESS  2.0s\nb  SUCCESS')).toBe('b SUCCESS');
  });

  it('misses nothing and adds nothing', () => {
    expect(missingIn('a\nb\nc', 'a\nc')).toBe('c');
    expect(missingIn('a\nb', 'a')).toBe('the end, before: b');
    expect(missingIn('', 'a')).toBe('a');
    expect(missingIn('34 errors', '35 errors')).toBe('35 errors');
  });

  it('does not count the states on the way', () => {
    expect(missingIn('a is QUEUED\na is SUCCESS', 'a is QUEUED\na is RUNNING\na is SUCCESS')).toBeNull();
    expect(missingIn('a is QUEUED\na is FAILED', 'a is QUEUED\na is SUCCESS')).toBe('a is SUCCESS');
  });

  it('takes … for what may be anything', () => {
    expect(missingIn('a\nb\nc\nd', 'a\n…\nd')).toBeNull();
    expect(missingIn('a\nb\nc', 'a\n…')).toBeNull();
    expect(missingIn('a\nb\nc', '…\nd\n…')).toBe('d');
    expect(missingIn('one of three', 'one … three')).toBeNull();
  });
});
