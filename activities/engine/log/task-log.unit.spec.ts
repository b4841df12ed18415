import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogLine } from './log-line.js';
import { TaskLog, type LogSink } from './task-log.js';

interface Fake extends LogSink {
  lines: LogLine[];
  lost: number;
  fails: (() => Error) | null;
  texts(): string[];
}
const fakeSink = (stored = 0): Fake => ({
  lines: [],
  lost: 0,
  fails: null,
  async append(lines) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.fails !== null) throw this.fails();
    this.lines.push(...lines);
  },
  storedBytes: async () => stored,
  isPassing: (error) => error instanceof Error && error.message === 'away',
  onLost() {
    this.lost += 1;
  },
  texts() {
    return this.lines.map(({ text }) => text);
  },
});
const logOn = (sink: LogSink, bytesPerTry = 1_000_000, patienceMs = 10_000): TaskLog =>
  new TaskLog(sink, { bytesPerTry }, (text) => text.replaceAll('hunter2', '***'), patienceMs);
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

afterEach(() => vi.useRealTimers());

describe('TaskLog', () => {
  it('keeps lines in order with stream and time, masked', async () => {
    const sink = fakeSink();
    const log = logOn(sink);
    log.line('stdout', 'one hunter2');
    log.line('stderr', 'two\0');
    await log.close();
    expect(sink.lines).toEqual([
      { at: expect.stringMatching(/^\d{4}-.*Z$/), stream: 'stdout', text: 'one ***' },
      { at: expect.any(String), stream: 'stderr', text: 'two\0' },
    ]);
  });

  it('writes while the task runs', async () => {
    const sink = fakeSink();
    const log = logOn(sink);
    log.line('stdout', 'early');
    await expect.poll(() => sink.texts()).toEqual(['early']);
    await log.close();
  });

  it('writes at once what fills a chunk', async () => {
    vi.useFakeTimers();
    const sink = fakeSink();
    const log = logOn(sink);
    for (let i = 0; i < 700; i += 1) log.line('stdout', 'x'.repeat(100));
    await vi.advanceTimersByTimeAsync(30);
    expect(sink.lines.length).toBeGreaterThan(300);
    vi.useRealTimers();
    await log.close();
    expect(sink.lines).toHaveLength(700);
  });

  it('cuts at the limit of the try with one mark, and says how much was dropped', async () => {
    const sink = fakeSink();
    const log = logOn(sink, 10_000);
    for (let i = 0; i < 1_000; i += 1) log.line('stdout', 'x'.repeat(99));
    await log.close();
    const texts = sink.texts();
    expect(texts.filter((text) => text.startsWith('[log cut here'))).toHaveLength(1);
    const kept = texts.filter((text) => text.startsWith('x')).length;
    expect(texts.at(-1)).toBe(`[${(1_000 - kept) * 100} bytes more were printed and not kept]`);
    expect(kept).toBeGreaterThan(40);
  });

  it('counts what earlier attempts have stored', async () => {
    const sink = fakeSink(10_000);
    const log = logOn(sink, 10_000);
    log.line('stdout', 'again');
    await log.close();
    expect(sink.texts()).toEqual(['[6 bytes more were printed and not kept]']);
  });

  it('given a database that is away for a moment, loses nothing', async () => {
    const sink = fakeSink();
    const log = logOn(sink);
    sink.fails = () => new Error('away');
    log.line('stdout', 'kept');
    const closing = log.close();
    await soon(300);
    sink.fails = null;
    await closing;
    expect(sink.texts()).toEqual(['kept']);
    expect(sink.lost).toBe(0);
  });

  it('given a database that stays away, gives up after its patience', async () => {
    const sink = fakeSink();
    const log = logOn(sink, 1_000_000, 300);
    sink.fails = () => new Error('away');
    log.line('stdout', 'lost');
    await log.close();
    expect(sink.lost).toBeGreaterThan(0);
  });

  it('given a full disk, loses those lines at once and marks the loss when writing works again', async () => {
    const sink = fakeSink();
    const log = logOn(sink);
    sink.fails = () => new Error('full');
    log.line('stdout', 'lost 1');
    log.line('stdout', 'lost 2');
    await expect.poll(() => sink.lost).toBeGreaterThan(0);
    sink.fails = null;
    log.line('stdout', 'kept');
    await log.close();
    expect(sink.texts()).toEqual(['[2 lines of this log are lost: they could not be written]', 'kept']);
  });

  it('given a full disk to the end, still closes', async () => {
    const sink = fakeSink();
    const log = logOn(sink);
    sink.fails = () => new Error('full');
    log.line('stdout', 'lost');
    await log.close();
    expect(sink.texts()).toEqual([]);
  });

  it('asks readers of processes to wait while much is unwritten, and only then', async () => {
    const sink = fakeSink();
    const log = logOn(sink, 100_000_000);
    expect(log.ready()).toBeNull();
    for (let i = 0; i < 30_000; i += 1) log.line('stdout', 'x'.repeat(100));
    expect(log.ready()).not.toBeNull();
    await log.ready();
    expect(log.ready()).toBeNull();
    await log.close();
    expect(sink.lines).toHaveLength(30_000);
  });
});
