import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantOrder, type Supply } from './grant-order.js';
import { isPossible, type Limit, roomOf, type Waiter } from './waiter.js';

let seq = 0;
const waiter = (key: string, more: Partial<Waiter> = {}): Waiter => ({
  key,
  dagId: 'd',
  priority: 1,
  logicalDate: 0,
  mapIndex: -1,
  seq: (seq += 1),
  demands: [{ limit: 'pool/p', slots: 1 }],
  ...more,
});
const supply = (
  limits: Record<string, [slots: number | null, used: number]>,
  held: Record<string, number> = {},
): Supply => ({
  limits: new Map(Object.entries(limits).map(([name, [slots, used]]) => [name, { slots, used }])),
  leasesOfDag: new Map(Object.entries(held)),
});
const keys = (waiters: Waiter[], given: Supply): string[] => grantOrder(waiters, given).map(({ key }) => key);
const asks = (...demands: [string, number][]): Partial<Waiter> => ({
  demands: demands.map(([limit, slots]) => ({ limit, slots })),
});

describe('who gets slots', () => {
  it('goes by priority, then logical date, then map index, then arrival', () => {
    const all = [
      waiter('second try', { logicalDate: 5, mapIndex: 1 }),
      waiter('third', { logicalDate: 5, mapIndex: 1 }),
      waiter('earlier index', { logicalDate: 5, mapIndex: 0 }),
      waiter('earlier date', { logicalDate: 4, mapIndex: 9 }),
      waiter('heavier', { logicalDate: 9, priority: 2 }),
    ];
    expect(keys(all, supply({ 'pool/p': [-1, 0] }))).toEqual([
      'heavier',
      'earlier date',
      'earlier index',
      'second try',
      'third',
    ]);
  });

  it('takes turns between DAGs of equal priority, the one that holds fewest first', () => {
    const all = ['a', 'b', 'c'].flatMap((dagId) =>
      [0, 1].map((i) => waiter(`${dagId}${i}`, { dagId, logicalDate: i })),
    );
    expect(keys(all, supply({ 'pool/p': [10, 6] }, { a: 2, b: 0, c: 1 }))).toEqual(['b0', 'c0', 'b1', 'a0']);
  });

  it('grants all demands or none', () => {
    const both = waiter('both', asks(['pool/p', 1], ['task/d/t', 1]));
    expect(keys([both, waiter('one')], supply({ 'pool/p': [3, 0], 'task/d/t': [1, 1] }))).toEqual(['one']);
  });

  it('keeps smaller ones behind one that needs more than is free, and only where it is short', () => {
    const all = [waiter('big', asks(['pool/p', 5])), waiter('small'), waiter('elsewhere', asks(['pool/q', 1]))];
    expect(keys(all, supply({ 'pool/p': [7, 3], 'pool/q': [1, 0] }))).toEqual(['elsewhere']);
  });

  it.each([
    ['asks for more than the pool has', asks(['pool/p', 8])],
    ['asks for a pool that nobody has set', asks(['pool/none', 1])],
  ])('never grants what %s, and lets the others pass', (_, impossible) => {
    expect(
      keys([waiter('never', impossible), waiter('now')], supply({ 'pool/p': [7, 0], 'pool/none': [null, 0] })),
    ).toEqual(['now']);
  });

  it('grants nothing while a pool that was made smaller drains', () =>
    expect(keys([waiter('a')], supply({ 'pool/p': [2, 5] }))).toEqual([]));
});

const names = ['pool/p', 'pool/q', 'task/d/t', 'global/all'];
const limitsArb = fc.record(
  Object.fromEntries(
    names.map((name) => [
      name,
      fc.record({
        slots: fc.option(fc.integer({ min: -1, max: 8 }), { nil: null }),
        used: fc.integer({ min: 0, max: 9 }),
      }),
    ]),
  ),
);
const waitersArb = fc
  .array(
    fc.record({
      dagId: fc.constantFrom('a', 'b', 'c'),
      priority: fc.integer({ min: 0, max: 2 }),
      logicalDate: fc.integer({ min: 0, max: 3 }),
      mapIndex: fc.integer({ min: -1, max: 2 }),
      demands: fc.uniqueArray(fc.record({ limit: fc.constantFrom(...names), slots: fc.integer({ min: 1, max: 5 }) }), {
        selector: ({ limit }) => limit,
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { maxLength: 12 },
  )
  .map((list): Waiter[] => list.map((each, i) => ({ ...each, key: String(i), seq: i })));

const mapOf = (limits: Record<string, Limit>): Map<string, Limit> => new Map(Object.entries(limits));

describe('properties of the grant order', () => {
  it('never goes above a limit, and grants only from what was free', () => {
    fc.assert(
      fc.property(waitersArb, limitsArb, (waiters, given) => {
        const limits = mapOf(given);
        const granted = grantOrder(waiters, { limits, leasesOfDag: new Map() });
        for (const [name, limit] of limits) {
          const taken = granted.flatMap(({ demands }) => demands).filter((demand) => demand.limit === name);
          expect(taken.reduce((sum, { slots }) => sum + slots, 0)).toBeLessThanOrEqual(roomOf(limit));
        }
      }),
    );
  });

  it('is never idle while the first that can ever be granted fits', () => {
    fc.assert(
      fc.property(waitersArb, limitsArb, (waiters, given) => {
        const limits = mapOf(given);
        const possible = waiters.filter((each) => isPossible(each, limits));
        const unlimited = new Map(
          [...limits].map(([name, { slots }]) => [name, { slots: slots === null ? null : -1, used: 0 }]),
        );
        const first = grantOrder(possible, { limits: unlimited, leasesOfDag: new Map() })[0];
        const fits = first?.demands.every(
          ({ limit, slots }) => slots <= roomOf(limits.get(limit) ?? { slots: null, used: 0 }),
        );
        const granted = grantOrder(waiters, { limits, leasesOfDag: new Map() });
        if (fits === true) expect(granted[0]?.key).toBe(first?.key);
      }),
    );
  });

  it('starves nobody at equal priority, however many smaller ones of other DAGs keep coming', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        (size, wanted, others) => {
          const slots = Math.min(size, wanted);
          const big = waiter('big', { dagId: 'big', logicalDate: 10, demands: [{ limit: 'pool/p', slots }] });
          let [waiting, running] = [[big], [] as Waiter[]];
          // each round, new small ones with earlier dates arrive, what fits begins, and the oldest of what runs ends
          for (let round = 0; waiting.some(({ key }) => key === 'big'); round += 1) {
            expect(round).toBeLessThan(50);
            for (let i = 0; i <= others; i += 1)
              waiting.push(waiter(`s${round}/${i}`, { dagId: `d${i}`, logicalDate: round }));
            const used = running.flatMap(({ demands }) => demands).reduce((sum, demand) => sum + demand.slots, 0);
            const held: Record<string, number> = {};
            for (const { dagId } of running) held[dagId] = (held[dagId] ?? 0) + 1;
            const granted = grantOrder(waiting, supply({ 'pool/p': [size, used] }, held));
            waiting = waiting.filter((each) => !granted.includes(each));
            running = [...running.slice(1), ...granted];
          }
        },
      ),
    );
  });
});
