import type { Body } from './body.js';
import { timeoutFailure } from './body-end.js';
import { longTimer } from './long-timer.js';

/** Stops a body when its executionTimeout is over. */
export class BodyLimit {
  private cancel: () => void = () => undefined;

  /** @param timeoutMs null for none */
  constructor(
    private readonly body: Body,
    private readonly timeoutMs: number | null,
  ) {}

  /** Counts from `since`, ms by the database's clock; a time that is over stops the body here and now. */
  from(since: number): void {
    if (this.timeoutMs === null) return;
    this.cancel();
    const { body, timeoutMs } = this;
    const stop = (): void => body.stop('timeout', timeoutFailure(timeoutMs));
    body.deadline = since + timeoutMs;
    const left = body.deadline - body.now();
    if (left <= 0) stop();
    else this.cancel = longTimer(left, stop);
  }

  end(): void {
    this.cancel();
  }
}
