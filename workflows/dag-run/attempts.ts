import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { RoundTicket } from '../../activities/contract.js';
import type { Dispatch } from '../../src/domain/runs/obligations.js';
import type { Redispatch } from '../../src/domain/runs/run-inputs.js';
import { type TicketRef, type TryKey, tryText } from '../../src/domain/runs/task-key.js';
import { attemptOn, inlineRound } from './activities.js';
import type { Inbox } from './inbox.js';
import { Shift } from './shift.js';

/** Attempts of one execution under way at once; the rest of a wide DAG waits here, its tickets are open already. */
const WINDOW = 500;

/**
 * What this execution has performed of the run's obligations. Local: it starts empty after continue-as-new, adoption and re-opening,
 * and forgets a ticket whose delivery may have died with a worker, so that the ticket is dispatched again. Begin makes that harmless.
 */
export class Attempts {
  private readonly performed = new Map<string, number>();
  private readonly generations = new Map<string, number>();
  /** Tries that hold the slots which they need. */
  private readonly leased = new Set<string>();
  private readonly underWay = new Map<string, CancellationScope>();
  private readonly underWayInline = new Map<string, { ticket: Dispatch; generation: number }>();
  private readonly shift = new Shift();
  private owed: readonly Dispatch[] = [];

  /** @param inline the inline lane is open: tasks of the default queue are attempted by rounds */
  constructor(
    private readonly dagRunId: string,
    private readonly inbox: Inbox,
    private readonly inline: boolean,
  ) {}

  /** Activities under way. */
  get count(): number {
    return this.underWay.size;
  }

  get hasInline(): boolean {
    return this.underWayInline.size > 0;
  }

  /** One round of the inline lane: something of it is over afterwards, or a while has passed. After a while of rounds the workflow task ends first, so that others are heard. */
  async round(): Promise<void> {
    if (this.shift.isOver) await sleep(1);
    const asked = [...this.underWayInline.values()];
    const answers = await inlineRound(asked.map(({ ticket, generation }) => this.roundTicket(ticket, generation)));
    for (const { place, answer } of answers) {
      const ticket = asked[place]?.ticket;
      if (ticket === undefined) continue;
      this.underWayInline.delete(ticket.key);
      if (answer.kind === 'elsewhere') this.send(ticket);
      else this.inbox.pushAnswer(ticket, answer);
    }
  }

  redispatch(tickets: readonly Redispatch[]): void {
    for (const ticket of tickets) this.generations.set(tryText(ticket), ticket.generation);
  }

  /** Slots were granted: their tickets may be dispatched, without another turn. */
  learn(leases: readonly TryKey[]): void {
    for (const lease of leases) this.leased.add(tryText(lease));
  }

  /** Dispatches what is owed and not performed, as far as the window reaches; forgets what is owed no more. */
  perform(owed: readonly Dispatch[]): void {
    this.owed = owed;
    const keys = new Set(owed.map((ticket) => ticket.key));
    for (const key of this.performed.keys()) if (!keys.has(key)) this.performed.delete(key);
    this.fill();
  }

  private fill(): void {
    for (const ticket of this.owed) {
      if (this.underWay.size + this.underWayInline.size >= WINDOW) return;
      const generation = this.generations.get(tryText(ticket)) ?? 0;
      if (ticket.limited === true && !this.leased.has(tryText(ticket))) continue;
      if ((this.performed.get(ticket.key) ?? -1) >= generation) continue;
      this.performed.set(ticket.key, generation);
      if (this.inline && ticket.queue === 'default') this.underWayInline.set(ticket.key, { ticket, generation });
      else this.send(ticket);
    }
  }

  private roundTicket(ticket: Dispatch, generation: number): RoundTicket {
    const { priority } = ticket;
    return { ...this.refOf(ticket), generation, ...(priority === undefined ? {} : { priority }) };
  }

  private refOf({ taskId, mapIndex, tryNumber, poke }: Dispatch): TicketRef {
    return { dagRunId: this.dagRunId, taskId, mapIndex, tryNumber, poke };
  }

  private send(ticket: Dispatch): void {
    this.underWay.get(ticket.key)?.cancel();
    const scope = new CancellationScope({ cancellable: true });
    this.underWay.set(ticket.key, scope);
    // no async function of our own: each promise of a workflow costs, and a wide run dispatches hundreds at once
    scope
      .run(() => attemptOn(ticket.queue).attempt(this.refOf(ticket)))
      .then(
        (answer) => {
          this.inbox.pushAnswer(ticket, answer);
          this.over(ticket, scope);
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
          this.over(ticket, scope);
        },
      );
  }

  private over(ticket: Dispatch, scope: CancellationScope): void {
    if (this.underWay.get(ticket.key) === scope) this.underWay.delete(ticket.key);
    this.fill();
  }
}
