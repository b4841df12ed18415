import { describe, expect, it, vi } from 'vitest';
import { PokedWork, type PokedWorkOptions } from './poked-work.js';

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work whose goes end when the spec says so. */
function workOf(more: Partial<PokedWorkOptions> = {}) {
  const ends: { done(pause: number | null): void; fail(error: Error): void }[] = [];
  const errors: unknown[] = [];
  class Work extends PokedWork {
    protected go = () => new Promise<number | null>((done, fail) => ends.push({ done, fail }));
  }
  const work = new Work({ afterFailureMs: null, onError: (error) => void errors.push(error), ...more });
  return { work, ends, errors };
}

describe('poked work', () => {
  it('goes once however often it is poked at once, and once more when poked meanwhile', async () => {
    const { work, ends } = workOf();
    work.poke();
    work.poke();
    expect([ends.length, work.isRunning]).toEqual([1, true]);
    work.poke();
    ends[0]?.done(null);
    await flush();
    expect(ends).toHaveLength(2);
    ends[1]?.done(null);
    await flush();
    expect([ends.length, work.isRunning]).toEqual([2, false]);
  });

  it('goes again by itself after the pause that it answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { work, ends } = workOf();
    work.poke();
    ends[0]?.done(50);
    await flush();
    vi.advanceTimersByTime(49);
    expect(ends).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(ends).toHaveLength(2);
    vi.useRealTimers();
  });

  it('tells a failure and pauses, also when it was poked meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { work, ends, errors } = workOf({ afterFailureMs: 1_000 });
    work.poke();
    work.poke();
    ends[0]?.fail(new Error('away'));
    await flush();
    expect([errors.length, ends.length]).toEqual([1, 1]);
    vi.advanceTimersByTime(1_000);
    expect(ends).toHaveLength(2);
    vi.useRealTimers();
  });

  it('stops after the go that is under way, and hears no poke any more', async () => {
    const { work, ends } = workOf();
    work.poke();
    work.poke();
    const stopped = work.stop();
    work.poke();
    ends[0]?.done(1);
    await stopped;
    expect([ends.length, work.isStopped]).toEqual([1, true]);
  });
});
