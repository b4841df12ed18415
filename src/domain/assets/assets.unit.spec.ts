import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetCondition } from '../schedule/schedule.js';
import { EXTRA_LIMIT } from './asset-update-problem.js';
import { holds, leavesOf } from './condition.js';
import { aliasFor, outletUpdates, UPDATES_PER_TRY } from './outlet-updates.js';
import { assetReferencesOf } from './references.js';

const NAMES = ['a', 'b', 'c', 'd'];
const leaf = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom({ alias: 'x' }, { alias: 'y' }));
const condition = fc.letrec<{ one: AssetCondition }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ all: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }),
  ),
})).one;

/** The condition as a formula of JavaScript. */
function formula(one: AssetCondition): string {
  if (typeof one === 'string') return `has(${JSON.stringify(one)})`;
  if ('alias' in one) return `has(${JSON.stringify(`@${one.alias}`)})`;
  return 'all' in one ? `(${one.all.map(formula).join('&&')})` : `(${one.any.map(formula).join('||')})`;
}

describe('a condition', () => {
  it('holds exactly where its formula is true, whatever has come', () => {
    fc.assert(
      fc.property(condition, fc.subarray([...NAMES, '@x', '@y']), (given, come) => {
        const has = (name: string): boolean => come.includes(name);
        const expected = new Function('has', `return ${formula(given)}`) as (has: (name: string) => boolean) => boolean;
        const held = holds(given, (one) => has('asset' in one ? one.asset : `@${one.alias}`));
        expect(held).toBe(expected(has));
      }),
    );
  });

  it('more events never make it untrue', () => {
    fc.assert(
      fc.property(condition, fc.subarray(NAMES), fc.subarray(NAMES), (given, few, more) => {
        const holdsWith = (come: string[]): boolean =>
          holds(given, (one) => 'asset' in one && come.includes(one.asset));
        expect(holdsWith(few) && !holdsWith([...few, ...more])).toBe(false);
      }),
    );
  });

  it('names each asset once', () => {
    expect(leavesOf({ all: ['a', { any: ['b', 'a', { alias: 'a' }] }] })).toEqual([
      { asset: 'a' },
      { asset: 'b' },
      { alias: 'a' },
    ]);
  });
});

describe('what a version says of assets', () => {
  it('is told for the schedule and for each task', () => {
    const tasks = [{ id: 't', inlets: ['a'], outlets: [{ asset: 'b', extra: {} }, { alias: 'x' }, { asset: 'b' }] }];
    expect(assetReferencesOf({ assets: { any: ['a', { alias: 'y' }] }, partition: 'day' }, tasks)).toEqual([
      { taskId: null, role: 'schedule', asset: 'a', isAlias: false, partition: 'day' },
      { taskId: null, role: 'schedule', asset: 'y', isAlias: true, partition: 'day' },
      { taskId: 't', role: 'inlet', asset: 'a', isAlias: false, partition: null },
      { taskId: 't', role: 'outlet', asset: 'b', isAlias: false, partition: null },
      { taskId: 't', role: 'outlet', asset: 'x', isAlias: true, partition: null },
    ]);
    expect(assetReferencesOf(null, [])).toEqual([]);
  });
});

describe('what a task that succeeded has updated', () => {
  const declared = [{ asset: 'a', extra: { by: 'file', rows: 0 }, partition: 'p' }, { asset: 'b' }, { alias: 'x' }];
  const added = (asset: string, extra = {}, partition: string | null = null, alias: string | null = null) => ({
    asset,
    extra,
    partition,
    alias,
  });

  it('is each declared asset, and nothing by way of an alias, where the code says nothing', () => {
    expect(outletUpdates(declared, [])).toEqual({
      updates: [added('a', { by: 'file', rows: 0 }, 'p'), added('b')],
    });
  });

  it('is what the code says, over what the outlet says', () => {
    const said = [added('a', { rows: 3 }), added('new', { rows: 1 }, null, 'x')];
    expect(outletUpdates(declared, said)).toEqual({
      updates: [added('b'), added('a', { by: 'file', rows: 3 }, 'p'), added('new', { rows: 1 }, null, 'x')],
    });
  });

  it('is one update for each asset and partition: the last that was added', () => {
    const said = [added('b', { n: 1 }, 'eu'), added('b', { n: 2 }, 'us'), added('b', { n: 3 }, 'eu')];
    expect(outletUpdates([{ asset: 'b' }], said)).toEqual({
      updates: [added('b', { n: 3 }, 'eu'), added('b', { n: 2 }, 'us')],
    });
  });

  it.each([
    ['too large', [added('b', { text: 'x'.repeat(EXTRA_LIMIT) })], /limit is 16384/],
    ['a partition with a line break', [added('b', {}, 'a\nb')], /partition of asset "b"/],
    ['too many', Array.from({ length: UPDATES_PER_TRY }, (_, i) => added('b', {}, `p${i}`)), /at most 100/],
  ])('is refused where it is %s', (_, said, message) => {
    expect(outletUpdates(declared, said)).toEqual({ problem: expect.stringMatching(message) as string });
  });

  it('names assets that the task does not declare by way of its alias only', () => {
    const outlets = [{ asset: 'a' }, { alias: 'x' }];
    expect(aliasFor(outlets, { asset: 'a', alias: null })).toEqual({ alias: null });
    expect(aliasFor(outlets, { asset: 'other', alias: null })).toEqual({ alias: 'x' });
    expect(aliasFor(outlets, { asset: 'other', alias: 'y' })).toHaveProperty('problem');
    expect(aliasFor([{ asset: 'a' }], { asset: 'other', alias: null })).toHaveProperty('problem');
    expect(aliasFor([...outlets, { alias: 'y' }], { asset: 'other', alias: null })).toHaveProperty('problem');
  });
});
