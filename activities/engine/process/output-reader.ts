import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessRequest } from '../../sdk/index.js';
import { LineSplitter } from './line-splitter.js';

type Stream = 'stdout' | 'stderr';

export interface ReaderDeps {
  mask(text: string): string;
  longestSecret(): number;
  /** Not null while the log has enough: reading waits for it. */
  ready(): Promise<void> | null;
}

/** A process that left the group may hold the pipes open: reading ends when nothing has come for this long. */
const IDLE_MS = 1_000;

/** Reads both streams of a process to their end, no faster than its log takes lines. */
export class OutputReader {
  /** Rejects with what a callback threw; never resolves. */
  readonly failed: Promise<never>;
  private fail: (error: unknown) => void = () => undefined;
  private open = 0;
  private paused = false;
  private lastData = performance.now();

  constructor(
    private readonly source: Record<Stream, Readable>,
    private readonly request: ProcessRequest,
    private readonly deps: ReaderDeps,
  ) {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    this.read('stdout');
    this.read('stderr');
  }

  /** Everything that was printed has been handed on. */
  async done(): Promise<void> {
    while (this.open > 0 && (this.paused || performance.now() - this.lastData < IDLE_MS)) {
      await Promise.race([sleep(10), this.failed]);
    }
  }

  close(): void {
    this.source.stdout.destroy();
    this.source.stderr.destroy();
  }

  private read(name: Stream): void {
    const source = this.source[name];
    this.open += 1;
    const { mask, longestSecret } = this.deps;
    const splitter = new LineSplitter({ mask, longestSecret, onLine: (line) => this.request.onLine(name, line) });
    source.on('data', (bytes: Buffer) => this.guarded(() => this.take(name, splitter, bytes)));
    source.on('error', () => undefined);
    source.once('close', () => {
      this.open -= 1;
      this.guarded(() => splitter.end());
    });
  }

  private take(name: Stream, splitter: LineSplitter, bytes: Buffer): void {
    this.lastData = performance.now();
    this.request.onBytes?.(name, bytes);
    splitter.push(bytes);
    const ready = this.deps.ready();
    if (ready !== null && !this.paused) void this.pauseUntil(ready);
  }

  private async pauseUntil(ready: Promise<void>): Promise<void> {
    this.paused = true;
    this.source.stdout.pause();
    this.source.stderr.pause();
    await ready;
    this.paused = false;
    this.lastData = performance.now();
    this.source.stdout.resume();
    this.source.stderr.resume();
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }
}
