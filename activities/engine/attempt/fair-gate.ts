import { FairQueue } from '../../../src/domain/pools/fair-queue.js';

/** So many pieces of work at a time; the rest waits in memory, in the order of `FairQueue`. */
export class FairGate {
  private readonly waiting = new FairQueue<() => void>();

  constructor(private free: number) {}

  pass<T>(group: string, priority: number, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = (): void =>
        void work()
          .then(resolve, reject)
          .finally(() => this.leave(group));
      this.waiting.push(start, group, priority);
      this.enter();
    });
  }

  private enter(): void {
    const start = this.free > 0 ? this.waiting.take() : undefined;
    if (start === undefined) return;
    this.free -= 1;
    start();
  }

  private leave(group: string): void {
    this.waiting.giveBack(group);
    this.free += 1;
    this.enter();
  }
}
