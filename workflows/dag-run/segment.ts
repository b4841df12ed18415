import { condition, workflowInfo } from '@temporalio/workflow';
import { assertNever } from '../../src/domain/assert-never.js';
import { fold } from '../../src/domain/runs/evolve.js';
import { freshInputs } from '../../src/domain/runs/fresh-inputs.js';
import { obligations } from '../../src/domain/runs/obligations.js';
import type { PlanIndex } from '../../src/domain/runs/plan-index.js';
import type { RunFacts, RunInput } from '../../src/domain/runs/run-inputs.js';
import type { RunState } from '../../src/domain/runs/run-state.js';
import { isEnded } from '../../src/domain/runs/task-state.js';
import { turn } from '../../src/domain/runs/turn.js';
import { recordTurn } from './activities.js';
import { Alarm } from './alarm.js';
import { Attempts } from './attempts.js';
import type { Claimed } from './claim-run.js';
import { Evaluations } from './evaluations.js';
import type { Inbox } from './inbox.js';

export interface SegmentInput {
  dagRunId: string;
  epoch: number;
  /** History events after which the execution continues as new. */
  segmentEvents: number;
}

/** How a segment ends: the run did, another execution has it, or its history is long enough. */
export type Verdict = 'ended' | 'superseded' | 'over';

/** How long a segment's end waits for attempts under way; the next one dispatches the rest again, and begin answers `held`. */
const DRAIN_MS = 5_000;

/** The loop of one execution: take, decide, record, perform. State changes only after recordTurn has answered. */
export class Segment {
  private readonly index: PlanIndex;
  private readonly attempts: Attempts;
  private readonly evaluations: Evaluations;
  private readonly alarm = new Alarm();
  private state: RunState;

  constructor(
    private readonly input: SegmentInput,
    private readonly inbox: Inbox,
    claimed: Claimed,
  ) {
    this.index = claimed.index;
    this.state = claimed.state;
    this.attempts = new Attempts(input.dagRunId, inbox, claimed.inline);
    this.evaluations = new Evaluations(input.dagRunId, inbox, claimed.inline);
    this.takeFacts(claimed.facts, []);
  }

  async run(): Promise<Verdict> {
    for (;;) {
      const verdict = await this.turn();
      if (verdict !== null) return verdict;
      if (isEnded(this.state.phase) && this.inbox.isEmpty) return 'ended';
      if (workflowInfo().historyLength >= this.input.segmentEvents) return this.drain();
      this.perform();
      if (await this.workInline()) continue;
      await condition(() => !this.inbox.isEmpty || this.alarm.isRinging);
      this.alarm.stop();
    }
  }

  /** One local activity after the other, for a replay answers those that were under way together in another order. False: there is none to wait for. */
  private async workInline(): Promise<boolean> {
    if (this.evaluations.isOwed) await this.evaluations.ask();
    else if (this.attempts.hasInline) await this.attempts.round();
    else return false;
    return true;
  }

  private perform(): void {
    const { dispatch, evaluate, wakeAt } = obligations(this.index, this.state, Date.now());
    this.attempts.perform(dispatch);
    this.evaluations.perform(evaluate);
    this.alarm.set(wakeAt);
  }

  /** Admits nothing new; what has arrived is decided. Nothing is lost by leaving: what is not recorded stands in the tickets. */
  private async drain(): Promise<Verdict> {
    await condition(() => this.attempts.count === 0 || !this.inbox.isEmpty, DRAIN_MS);
    while (!this.inbox.isEmpty) {
      const verdict = await this.turn();
      if (verdict !== null) return verdict;
    }
    return isEnded(this.state.phase) ? 'ended' : 'over';
  }

  /** Everything that has arrived is decided and recorded together. */
  private async turn(): Promise<Verdict | null> {
    const { inputs, woken } = this.inbox.take();
    if (woken) this.evaluations.wake();
    const decided = turn(this.index, this.state, inputs, Date.now());
    if (decided.events.length === 0 && !woken) return null;
    const { dagRunId, epoch } = this.input;
    const answer = await recordTurn({ dagRunId, epoch, base: this.state.version, events: decided.events });
    switch (answer.kind) {
      case 'recorded':
        this.state = decided.state;
        this.takeFacts(answer.facts, []);
        return null;
      case 'diverged':
        this.state = fold(this.index, this.state, answer.events);
        this.takeFacts(answer.facts, inputs);
        return null;
      case 'again':
        this.takeFacts(answer.facts, inputs);
        return null;
      case 'oversized':
        return 'over';
      case 'superseded':
        return 'superseded';
      default:
        return assertNever(answer, 'answer of recordTurn');
    }
  }

  private takeFacts(facts: RunFacts, kept: readonly RunInput[]): void {
    this.attempts.redispatch(facts.redispatch);
    this.attempts.learn(facts.leases ?? []);
    this.inbox.giveBack([...freshInputs(this.index, this.state, facts), ...kept]);
  }
}
