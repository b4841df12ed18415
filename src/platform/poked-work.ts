export interface PokedWorkOptions {
  /** After a go that failed (ms); null: only when poked. */
  afterFailureMs: number | null;
  onError(error: unknown): void;
}

/**
 * Work for whoever has changed something, and by time: one go at a time in this process. A poke during a go is followed by another, for what the first has read
 * may be too old; a go that failed is never followed at once.
 */
export abstract class PokedWork {
  private wanted = false;
  private stopped = false;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pokedWork: PokedWorkOptions) {}

  /** One go. Answers in how many ms it is to be done again by itself; null: only when poked. */
  protected abstract go(): Promise<number | null>;

  get isRunning(): boolean {
    return this.running !== null;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  poke(): void {
    if (this.stopped) return;
    this.wanted = true;
    this.running ??= this.run();
  }

  /** Waits for the go that is under way; no other follows. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    let pause: number | null = null;
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        pause = await this.go();
      }
    } catch (error) {
      pause = this.pokedWork.afterFailureMs;
      this.pokedWork.onError(error);
    } finally {
      this.running = null;
      if (pause !== null && !this.stopped) this.timer = setTimeout(() => this.poke(), pause);
    }
  }
}
