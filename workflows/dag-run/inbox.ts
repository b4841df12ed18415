import type { Dispatch } from '../../src/domain/runs/obligations.js';
import type { AttemptAnswer } from '../../src/domain/runs/outcome.js';
import type { RunInput } from '../../src/domain/runs/run-inputs.js';

/** Everything that has arrived and is not decided. Signals, outcomes and facts only push; one loop takes. */
export class Inbox {
  private entries: RunInput[] = [];
  private woken = false;

  get isEmpty(): boolean {
    return this.entries.length === 0 && !this.woken;
  }

  push(...inputs: RunInput[]): void {
    this.entries.push(...inputs);
  }

  /** Says that there are facts to read, without saying which. */
  wake(): void {
    this.woken = true;
  }

  take(): { inputs: RunInput[]; woken: boolean } {
    const taken = { inputs: this.entries, woken: this.woken };
    this.entries = [];
    this.woken = false;
    return taken;
  }

  /** Goes before what has arrived since: facts that recordTurn put first, and inputs that were not recorded. */
  giveBack(inputs: readonly RunInput[]): void {
    this.entries = [...inputs, ...this.entries];
  }

  pushAnswer({ taskId, mapIndex, tryNumber }: Dispatch, answer: AttemptAnswer): void {
    const key = { taskId, mapIndex, tryNumber };
    if (answer.kind === 'settled') {
      const { outcome, cause, waitingSince } = answer;
      this.push({ kind: 'outcome', fact: { ...key, outcome, cause, waitingSince } });
    }
    if (answer.kind === 'waiting') {
      const { kind, ...waiting } = answer;
      this.push({ kind, key, ...waiting });
    }
  }
}
