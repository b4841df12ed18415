import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

interface Item {
  group: string;
  priority: number;
  seq: number;
}
type Step = { push: Omit<Item, 'seq'> } | { take: true } | { giveBack: string };

const group = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ push: fc.record({ group, priority: fc.integer({ min: -1, max: 2 }) }) }),
  fc.constant({ take: true as const }),
  fc.record({ giveBack: group }),
);

/** The rule as it is said: sort all who wait, each time. */
function firstOf(waiting: readonly Item[], out: Map<string, number>): Item | undefined {
  const held = ({ group }: Item): number => out.get(group) ?? 0;
  return [...waiting].sort((a, b) => b.priority - a.priority || held(a) - held(b) || a.seq - b.seq)[0];
}

describe('a fair queue', () => {
  it('takes the highest priority, of it a group with fewest out, of it the first that came', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new FairQueue<Item>();
        const waiting: Item[] = [];
        const out = new Map<string, number>();
        steps.forEach((one, seq) => {
          if ('push' in one) {
            waiting.push({ ...one.push, seq });
            queue.push({ ...one.push, seq }, one.push.group, one.push.priority);
          } else if ('giveBack' in one) {
            const held = out.get(one.giveBack) ?? 0;
            if (held === 0) return;
            out.set(one.giveBack, held - 1);
            queue.giveBack(one.giveBack);
          } else {
            const taken = queue.take();
            const first = firstOf(waiting, out);
            expect(taken?.priority).toBe(first?.priority);
            if (taken === undefined || first === undefined) return;
            expect(out.get(taken.group) ?? 0).toBe(out.get(first.group) ?? 0);
            expect(taken.seq).toBe(
              firstOf(
                waiting.filter((each) => each.group === taken.group),
                out,
              )?.seq,
            );
            waiting.splice(
              waiting.findIndex((each) => each.seq === taken.seq),
              1,
            );
            out.set(taken.group, (out.get(taken.group) ?? 0) + 1);
          }
        });
      }),
    );
  });

  it('takes turns between groups, however many of one came first', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 100; i += 1) queue.push(`a${i}`, 'a', 1);
    queue.push('b0', 'b', 1);
    expect([queue.take(), queue.take(), queue.take()]).toEqual(['a0', 'b0', 'a1']);
  });
});
