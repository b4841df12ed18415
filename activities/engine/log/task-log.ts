import { setTimeout as sleep } from 'node:timers/promises';
import { LogBuffer, type LogLimits } from './log-buffer.js';
import type { LogLine, LogStream } from './log-line.js';

/** Where lines go. `append` throws as PostgreSQL does. */
export interface LogSink {
  append(lines: readonly LogLine[]): Promise<void>;
  /** Bytes of earlier attempts and pokes of the try. */
  storedBytes(): Promise<number>;
  /** True where trying again may help: the database is out of reach, not full. */
  isPassing(error: unknown): boolean;
  onLost(error: unknown): void;
}

const FLUSH_MS = 250;
const CHUNK_BYTES = 64 * 1024;
/** Above this, whoever can wait shall (see `ready`). */
const PRESSURE_BYTES = 1024 * 1024;
/** Lines wait this long for a database out of reach, then they are lost: a task does not fail for its log. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 200;

/**
 * The log of one body. Taking a line never waits and never throws; writing happens behind, in chunks, and what cannot be written is counted
 * and said so in the log.
 */
export class TaskLog {
  private readonly buffer: LogBuffer;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private failingSince: number | null = null;
  private knowsStored = false;

  constructor(
    private readonly sink: LogSink,
    limits: LogLimits,
    private readonly mask: (text: string) => string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.buffer = new LogBuffer(limits);
  }

  line(stream: LogStream, text: string): void {
    if (this.buffer.isCut) return this.buffer.drop(text);
    this.buffer.take({ at: new Date().toISOString(), stream, text: this.mask(text) });
    if (this.buffer.bytes >= CHUNK_BYTES) this.write();
    else this.timer ??= setTimeout(() => this.write(), FLUSH_MS);
  }

  /** Null while lines may come; else a promise to wait for before more is read from a process. */
  ready(): Promise<void> | null {
    return this.buffer.bytes > PRESSURE_BYTES ? (this.writing ?? null) : null;
  }

  /** Everything is written, or lost and counted. */
  async close(): Promise<void> {
    await this.flush();
    this.buffer.close();
    await this.flush();
  }

  private async flush(): Promise<void> {
    await this.writing;
    this.write();
    await this.writing;
  }

  private write(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
      if (this.buffer.bytes > 0) this.timer ??= setTimeout(() => this.write(), FLUSH_MS);
    });
  }

  private async writeAll(): Promise<void> {
    while (await this.writeChunk()) if (this.failingSince !== null) await sleep(PAUSE_MS);
  }

  /** False: nothing waits. */
  private async writeChunk(): Promise<boolean> {
    let lines: readonly LogLine[] = [];
    try {
      await this.learnStored();
      lines = this.buffer.chunk(CHUNK_BYTES);
      if (lines.length === 0) return false;
      await this.sink.append(lines);
      this.failingSince = null;
      this.buffer.written(lines.length);
    } catch (error) {
      this.failed(error, lines.length);
    }
    return true;
  }

  private async learnStored(): Promise<void> {
    if (this.knowsStored || this.buffer.bytes === 0) return;
    this.buffer.countStored(await this.sink.storedBytes());
    this.knowsStored = true;
  }

  /** Waits out a database that cannot be reached; else, or after too long, lines are lost. */
  private failed(error: unknown, tried: number): void {
    this.failingSince ??= performance.now();
    const passing = this.sink.isPassing(error);
    if (passing && performance.now() - this.failingSince < this.patienceMs) return;
    this.failingSince = null;
    this.buffer.lose(passing ? undefined : Math.max(1, tried));
    this.sink.onLost(error);
  }
}
