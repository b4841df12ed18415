export interface PullSource<Item> {
  /** Starts listening: `wake` is called when there may be more. Answers what ends the listening. */
  listen(wake: () => void): Promise<() => void>;
  /** What has come since the last call, oldest first. `more`: there is more to read at once. `end`: the stream ends after these. */
  read(): Promise<{ items: Item[]; more?: boolean; end?: boolean }>;
}

/**
 * A subscription's source that keeps nothing in memory but one read: wake-ups carry nothing and are merged, a slow reader reads later and more.
 * It listens before its first read, so that nothing falls between; `return` ends it at once, even while it waits.
 */
export class PullStream<Item> implements AsyncIterableIterator<Item> {
  private buffer: Item[] = [];
  private dirty = true;
  private ended = false;
  private resume: () => void = () => undefined;
  private listening: Promise<() => void> | null = null;

  constructor(private readonly source: PullSource<Item>) {}

  async next(): Promise<IteratorResult<Item>> {
    try {
      while (this.buffer.length === 0 && !this.ended) await this.fill();
    } catch (error) {
      await this.end();
      throw error;
    }
    const [item] = this.buffer.splice(0, 1);
    return item === undefined ? { done: true, value: undefined } : { done: false, value: item };
  }

  async return(): Promise<IteratorResult<Item>> {
    this.buffer = [];
    await this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async fill(): Promise<void> {
    await (this.listening ??= this.source.listen(() => this.wake()));
    if (!this.dirty && !this.ended) await new Promise<void>((resolve) => (this.resume = resolve));
    if (this.ended) return;
    this.dirty = false;
    const { items, more, end } = await this.source.read();
    if (this.ended) return;
    this.buffer = items;
    if (more === true) this.dirty = true;
    if (end === true) await this.end();
  }

  private wake(): void {
    this.dirty = true;
    this.resume();
  }

  private async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.resume();
    const stop = await this.listening;
    stop?.();
  }
}
