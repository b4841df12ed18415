import { describe, expect, it } from 'vitest';
import type { Json } from '../json.js';
import { judgePushed } from './judge-pushed.js';

const result = { key: 'return_value', by: 'load', most: 2 };

describe('a result over which something is mapped', () => {
  it.each<[Json]>([[[]], [[1, 2]], [{}], [{ a: 1, b: 2 }]])('can be %j', (pushed) => {
    expect(judgePushed(pushed, result)).toBeNull();
  });

  it.each<[Json | undefined, string]>([
    [undefined, 'XComForMappingNotPushed'],
    [null, 'XComForMappingNotPushed'],
    ['ab', 'UnmappableXComTypePushed'],
    [7, 'UnmappableXComTypePushed'],
    [true, 'UnmappableXComTypePushed'],
    [[1, 2, 3], 'UnmappableXComLengthPushed'],
    [{ a: 1, b: 2, c: 3 }, 'UnmappableXComLengthPushed'],
  ])('cannot be %j: %s, which another try may mend', (pushed, type) => {
    expect(judgePushed(pushed, result)).toMatchObject({ type, retryable: true });
  });

  it("is named where it is no task's main result", () => {
    expect(judgePushed([1, 2, 3], { ...result, key: 'files' })?.message).toBe(
      'the XCom "files", over which load is mapped, has 3 items: maxMapLength of the DAG is 2',
    );
  });
});
