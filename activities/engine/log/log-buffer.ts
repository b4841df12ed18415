import { type LogLine, sizeOf } from './log-line.js';

export interface LogLimits {
  /** Bytes that the log of a try may have. */
  bytesPerTry: number;
}

const mebibytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`;

/** Lines on their way into the database: bounded, with marks where some are missing. Pure but for the clock of its marks. */
export class LogBuffer {
  private lines: LogLine[] = [];
  private pending = 0;
  private used = 0;
  private cut = false;
  private droppedBytes = 0;
  private lostLines = 0;
  private lossIsMarked = false;

  constructor(
    private readonly limits: LogLimits,
    private readonly now: () => string = () => new Date().toISOString(),
  ) {}

  /** The try has had its share: nothing more is kept. */
  get isCut(): boolean {
    return this.cut;
  }

  get bytes(): number {
    return this.pending;
  }

  take(line: LogLine): void {
    if (this.cut) return this.drop(line.text);
    if (this.used + sizeOf(line) > this.limits.bytesPerTry) {
      this.cut = true;
      this.drop(line.text);
      const limit = mebibytes(this.limits.bytesPerTry);
      return this.add(this.say(`[log cut here: more than ${limit} in this try; what follows is counted, not kept]`));
    }
    this.add(line);
  }

  drop(text: string): void {
    this.droppedBytes += Buffer.byteLength(text) + 1;
  }

  /** Counts what earlier attempts and pokes of the try have stored; a log that was cut then stays cut, without another mark. */
  countStored(bytes: number): void {
    this.used += bytes;
    if (bytes < this.limits.bytesPerTry) return;
    this.cut = true;
    for (const { text } of this.lines) this.drop(text);
    this.lines = [];
    this.pending = 0;
  }

  /** The oldest lines, at least one and about `bytes` together; they stay until `written` or `lose`. */
  chunk(bytes: number): readonly LogLine[] {
    if (this.lines.length > 0) this.markLoss();
    let size = 0;
    const end = this.lines.findIndex((line) => (size += sizeOf(line)) > bytes);
    return this.lines.slice(0, end < 0 ? undefined : Math.max(1, end));
  }

  written(count: number): void {
    for (const line of this.lines.splice(0, count)) this.pending -= sizeOf(line);
    if (this.lossIsMarked) this.lostLines = 0;
    this.lossIsMarked = false;
  }

  /** Gives up the oldest lines. A mark tells of it with the next lines that can be written. */
  lose(count: number = this.lines.length): void {
    const gone = this.lines.splice(0, count);
    for (const line of gone) this.pending -= sizeOf(line);
    this.lostLines += gone.length - (this.lossIsMarked && gone.length > 0 ? 1 : 0);
    this.lossIsMarked &&= gone.length === 0;
  }

  /** No line comes after this. */
  close(): void {
    if (this.cut && this.droppedBytes > 0)
      this.add(this.say(`[${this.droppedBytes} bytes more were printed and not kept]`));
    this.droppedBytes = 0;
    this.markLoss();
  }

  private markLoss(): void {
    if (this.lostLines === 0 || this.lossIsMarked) return;
    this.lossIsMarked = true;
    const mark = this.say(`[${this.lostLines} lines of this log are lost: they could not be written]`);
    this.lines.unshift(mark);
    this.pending += sizeOf(mark);
  }

  private add(line: LogLine): void {
    this.lines.push(line);
    this.pending += sizeOf(line);
    this.used += sizeOf(line);
  }

  private say(text: string): LogLine {
    return { at: this.now(), stream: 'log', text };
  }
}
