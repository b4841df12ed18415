import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** One durable timer for all deadlines of a run. An earlier deadline replaces it; a later one waits until it rings. */
export class Alarm {
  private at: number | null = null;
  private scope: CancellationScope | null = null;
  private rang = false;

  get isRinging(): boolean {
    return this.rang;
  }

  stop(): void {
    this.rang = false;
  }

  /** @param wakeAt ms since the epoch; null where nothing is due */
  set(wakeAt: number | null): void {
    if (wakeAt === null || (this.at !== null && this.at <= wakeAt)) return;
    this.scope?.cancel();
    this.at = wakeAt;
    const scope = new CancellationScope({ cancellable: true });
    this.scope = scope;
    void scope.run(() => this.ring(wakeAt));
  }

  private async ring(wakeAt: number): Promise<void> {
    try {
      await sleep(Math.max(1, wakeAt - Date.now()));
      this.at = null;
      this.rang = true;
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}
