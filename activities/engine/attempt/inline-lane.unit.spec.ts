import { describe, expect, it } from 'vitest';
import type { InlineAnswer, RoundTicket } from '../../contract.js';
import { InlineLane } from './inline-lane.js';

const DONE: InlineAnswer = { kind: 'settled', outcome: { kind: 'SUCCESS' }, cause: 'spec', waitingSince: null };
const ref = (taskId: string, poke = 0, generation = 0): RoundTicket => ({
  ...{ dagRunId: 'r', taskId, mapIndex: -1, tryNumber: 1, poke, generation },
});

/** A lane whose attempts end when the spec says so. */
function laneOf() {
  const asked: string[] = [];
  const ends = new Map<string, { answer(answer: InlineAnswer): void; fail(error: Error): void }>();
  const lane = new InlineLane(({ taskId, poke }) => {
    const name = `${taskId}${poke}`;
    asked.push(name);
    return new Promise((answer, fail) => ends.set(name, { answer, fail }));
  });
  const end = (name: string, answer: InlineAnswer = DONE): void => ends.get(name)?.answer(answer);
  return { lane, asked, end, fail: (name: string, error: Error) => ends.get(name)?.fail(error) };
}

describe('a round of the inline lane', () => {
  it('answers what is over as soon as something is, and the next joins what is still under way', async () => {
    const { lane, asked, end } = laneOf();
    const first = lane.round([ref('a'), ref('b'), ref('c')]);
    end('b0');
    expect(await first).toEqual([{ place: 1, answer: DONE }]);
    const second = lane.round([ref('a'), ref('c')]);
    end('c0');
    end('a0', { kind: 'held' });
    expect(await second).toEqual([
      { place: 0, answer: { kind: 'held' } },
      { place: 1, answer: DONE },
    ]);
    expect(asked).toEqual(['a0', 'b0', 'c0']);
  });

  it('answers at once what has ended between two rounds', async () => {
    const { lane, asked, end } = laneOf();
    const first = lane.round([ref('a'), ref('b')]);
    end('a0');
    await first;
    end('b0');
    expect(await lane.round([ref('b')])).toEqual([{ place: 0, answer: DONE }]);
    expect(asked).toEqual(['a0', 'b0']);
  });

  it('makes an attempt anew where its answer was taken: a later poke, or an answer that was lost', async () => {
    const { lane, asked, end } = laneOf();
    for (const one of [ref('a'), ref('a', 1), ref('a')]) {
      const round = lane.round([one]);
      end(`a${one.poke}`);
      expect(await round).toEqual([{ place: 0, answer: DONE }]);
    }
    expect(asked).toEqual(['a0', 'a1', 'a0']);
  });

  it('makes an attempt anew for a later generation, whatever an earlier one is answered: its slot was granted after it had found none', async () => {
    const { lane, asked, end } = laneOf();
    const first = lane.round([ref('a'), ref('b')]);
    end('b0');
    await first;
    end('a0', { kind: 'held' });
    const second = lane.round([ref('a', 0, 1)]);
    end('a0');
    expect(await second).toEqual([{ place: 0, answer: DONE }]);
    expect(asked).toEqual(['a0', 'b0', 'a0']);
  });

  it('throws the fault of an attempt; what else is under way is not lost', async () => {
    const { lane, asked, end, fail } = laneOf();
    const first = lane.round([ref('a'), ref('b')]);
    fail('a0', new Error('a fault'));
    await expect(first).rejects.toThrow('a fault');
    const second = lane.round([ref('a'), ref('b')]);
    end('b0');
    expect(await second).toEqual([{ place: 1, answer: DONE }]);
    expect(asked).toEqual(['a0', 'b0', 'a0']);
  });

  it('answers none after a while in which nothing is over, and the next joins what is under way', async () => {
    const { lane, asked, end } = laneOf();
    expect(await lane.round([ref('a')])).toEqual([]);
    const next = lane.round([ref('a')]);
    end('a0');
    expect(await next).toEqual([{ place: 0, answer: DONE }]);
    expect(asked).toEqual(['a0']);
  });

  it('lets what has not begun wait, the highest priority in front', async () => {
    const { lane, asked, end } = laneOf();
    const full = Array.from({ length: 100 }, (_, i) => ref(`t${i}`));
    const round = lane.round([...full, ref('low'), { ...ref('high'), priority: 5 }]);
    expect(asked).toHaveLength(100);
    end('t00');
    expect(await round).toEqual([{ place: 0, answer: DONE }]);
    expect(asked.slice(100)).toEqual(['high0']);
  });
});
