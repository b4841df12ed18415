import { describe, expect, it } from 'vitest';
import { PullStream } from './pull-stream.js';

/** A source whose items are added by hand. */
function source(): { stream: PullStream<number>; add(...items: number[]): void; log: string[]; end(): void } {
  const waiting: number[] = [];
  const log: string[] = [];
  let wake = (): void => undefined;
  let ended = false;
  const stream = new PullStream<number>({
    listen: async (given) => {
      log.push('listen');
      wake = given;
      return () => log.push('stop');
    },
    read: async () => {
      log.push('read');
      return { items: waiting.splice(0, 2), more: waiting.length > 0, end: ended && waiting.length === 0 };
    },
  });
  return {
    stream,
    log,
    add: (...items) => {
      waiting.push(...items);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
  };
}

describe('a pull stream', () => {
  it('listens before it reads, and reads again only when woken', async () => {
    const { stream, add, log } = source();
    add(1);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    const next = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(log).toEqual(['listen', 'read']);
    add(2);
    expect(await next).toEqual({ done: false, value: 2 });
    await stream.return();
  });

  it('wake-ups while it reads or is not read are not lost, and merge', async () => {
    const { stream, add } = source();
    add(1);
    await stream.next();
    add(2);
    add(3);
    add(4);
    expect([await stream.next(), await stream.next(), await stream.next()].map((each) => each.value)).toEqual([
      2, 3, 4,
    ]);
    await stream.return();
  });

  it('given return while it waits, ends at once and stops listening', async () => {
    const { stream, log } = source();
    const waiting = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(log.at(-1)).toBe('stop');
  });

  it('given the end of its source, gives what is left first', async () => {
    const { stream, add, end } = source();
    add(1, 2, 3);
    end();
    const seen: number[] = [];
    for await (const item of stream) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('given a failing read, fails once and stops listening', async () => {
    let stopped = false;
    const stream = new PullStream<number>({
      listen: async () => () => (stopped = true),
      read: () => Promise.reject(new Error('gone')),
    });
    await expect(stream.next()).rejects.toThrow('gone');
    expect([stopped, await stream.next()]).toEqual([true, { done: true, value: undefined }]);
  });
});
