import { type Evaluation, evaluationKey } from '../../src/domain/runs/evaluations.js';
import { evaluate } from './activities.js';
import type { Inbox } from './inbox.js';

/**
 * Questions to data that this execution has asked. Local, as what it has performed: the next execution asks again. The past is asked again when
 * the run is woken, for the run before may have told something new.
 */
export class Evaluations {
  private readonly asked = new Map<string, number>();
  private owed: readonly Evaluation[] = [];
  private wakes = 0;

  /** @param inOrder what is due is asked when `ask` says so; else at once, as executions do that began before there was an inline lane */
  constructor(
    private readonly dagRunId: string,
    private readonly inbox: Inbox,
    private readonly inOrder: boolean,
  ) {}

  get isOwed(): boolean {
    return this.owed.length > 0;
  }

  wake(): void {
    this.wakes += 1;
  }

  perform(due: readonly Evaluation[]): void {
    const keys = new Set(due.map(evaluationKey));
    for (const key of this.asked.keys()) if (!keys.has(key)) this.asked.delete(key);
    const fresh = due.filter((one) => (this.asked.get(evaluationKey(one)) ?? -1) < this.turnOf(one));
    if (fresh.length === 0) return;
    for (const one of fresh) this.asked.set(evaluationKey(one), this.turnOf(one));
    this.owed = [...this.owed, ...fresh];
    if (!this.inOrder) void this.ask();
  }

  private turnOf(one: Evaluation): number {
    return one.kind === 'past' ? this.wakes : 0;
  }

  async ask(): Promise<void> {
    const asked = this.owed;
    this.owed = [];
    const answers = await evaluate({ dagRunId: this.dagRunId, asked });
    this.inbox.push(...answers.map((answer) => ({ kind: 'evaluated' as const, answer })));
  }
}
