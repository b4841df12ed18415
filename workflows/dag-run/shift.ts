import { workflowInfo } from '@temporalio/workflow';

/** Longest inline work of one workflow task (ARCHITECTURE decision 18): before it ends, signals are not heard and a killed worker's answers are not kept. */
const LONGEST_MS = 1_000;

/** How long the workflow task at hand has been working. Its clock goes on with the answers of local activities, as their markers say in a replay, too. */
export class Shift {
  private history = -1;
  private since = 0;

  get isOver(): boolean {
    const { historyLength } = workflowInfo();
    if (historyLength !== this.history) {
      this.history = historyLength;
      this.since = Date.now();
    }
    return Date.now() - this.since >= LONGEST_MS;
  }
}
