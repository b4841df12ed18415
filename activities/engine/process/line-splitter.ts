import { StringDecoder } from 'node:string_decoder';

/** Longest line that is kept, in characters. */
export const LINE_LIMIT = 64 * 1024;
export const CUT_MARK = ' … [line cut]';

export interface LineSink {
  onLine(text: string): void;
  /** Secrets are masked before a line is cut, so that no half of one is left at the cut. */
  mask(text: string): string;
  /** Characters of the longest secret. */
  longestSecret(): number;
}

/** Bytes of one stream to lines. Keeps at most one line, cut, in memory; what is no UTF-8 becomes U+FFFD. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private overlong = false;

  constructor(private readonly sink: LineSink) {}

  push(bytes: Buffer): void {
    this.take(this.decoder.write(bytes));
  }

  /** The stream has ended: its last line may have no newline. */
  end(): void {
    this.take(this.decoder.end());
    if (this.rest !== '') this.emit();
  }

  private take(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.add(text, from, at);
      this.emit();
      from = at + 1;
    }
    this.add(text, from, text.length);
  }

  private add(text: string, from: number, to: number): void {
    const room = LINE_LIMIT + this.sink.longestSecret() + 1 - this.rest.length;
    if (to - from > room) this.overlong = true;
    if (room > 0) this.rest += text.slice(from, Math.min(to, from + room));
  }

  private emit(): void {
    const line = this.rest.endsWith('\r') && !this.overlong ? this.rest.slice(0, -1) : this.rest;
    const masked = this.sink.mask(line);
    const cut = this.overlong || masked.length > LINE_LIMIT;
    this.rest = '';
    this.overlong = false;
    this.sink.onLine(cut ? masked.slice(0, LINE_LIMIT) + CUT_MARK : masked);
  }
}
