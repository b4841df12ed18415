import { CancellationScope, continueAsNew, defineSignal, setHandler } from '@temporalio/workflow';
import { claimRun } from './claim-run.js';
import { Inbox } from './inbox.js';
import { Segment, type SegmentInput } from './segment.js';

/** Carries nothing: facts are rows, and the next turn reads them. */
export const wakeSignal = defineSignal('wake');

export type DagRunInput = SegmentInput;

/** One DAG run as a durable workflow: claim, inbox, decide, record, perform (ARCHITECTURE decisions 2–4). A shell: what decides is in src/domain. */
export async function dagRun(input: DagRunInput): Promise<void> {
  const inbox = new Inbox();
  setHandler(wakeSignal, () => inbox.wake());
  // a native cancel is an input like any other; nothing that the run has begun is cancelled by it
  CancellationScope.current().cancelRequested.catch(() => inbox.push({ kind: 'cancelRequested' }));
  await CancellationScope.nonCancellable(() => runSegment(input, inbox));
}

async function runSegment(input: DagRunInput, inbox: Inbox): Promise<void> {
  const claimed = await claimRun(input.dagRunId, input.epoch);
  if (claimed === null) return;
  const verdict = await new Segment(input, inbox, claimed).run();
  if (verdict === 'over') await continueAsNew<typeof dagRun>(input);
}
