import { setTimeout as sleep } from 'node:timers/promises';
import { ticketKey, type TicketRef } from '../../../src/domain/runs/task-key.js';
import type { InlineAnswer, RoundAnswer, RoundTicket } from '../../contract.js';

/** Answers that come so soon after the first go with it (ms): a turn for each would cost more. */
const GATHER_MS = 3;
/** An answer that nobody has asked for by then (ms) is forgotten: who asks later reads it in the ticket. */
const FORGET_MS = 60_000;

/** An attempt under way, or its answer that no round has taken yet. */
interface Entry {
  since: number;
  /** Resolves when it is over, whatever came of it. */
  over: Promise<void>;
  answer: InlineAnswer | null;
  error: unknown;
}

/**
 * The rounds of the runs in this worker (ARCHITECTURE decision 18). What is under way outlives the round that began it; the next one joins it. An answer that
 * is lost on its way is asked for again and stands in the ticket.
 */
export class InlineLane {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly attempt: (ref: TicketRef) => Promise<InlineAnswer>) {}

  /** Throws what an attempt threw, a fault of the engine; every ticket may be asked for again. */
  async round(tickets: readonly RoundTicket[]): Promise<RoundAnswer[]> {
    this.forget();
    const names = tickets.map(nameOf);
    const asked = tickets.map((ticket, i) => this.join(names[i] ?? '', ticket));
    if (!asked.some(isOver)) await Promise.race(asked.map((entry) => entry.over));
    if (!asked.every(isOver)) await sleep(GATHER_MS);
    const answers: RoundAnswer[] = [];
    for (const [place, { answer, error }] of asked.entries()) {
      if (answer === null && error === undefined) continue;
      this.entries.delete(names[place] ?? '');
      if (answer === null) throw error;
      answers.push({ place, answer });
    }
    return answers;
  }

  private join(name: string, ticket: RoundTicket): Entry {
    const known = this.entries.get(name);
    if (known !== undefined) return known;
    const entry: Entry = { since: performance.now(), over: Promise.resolve(), answer: null, error: undefined };
    entry.over = this.attempt(refOf(ticket)).then(
      (answer) => void (entry.answer = answer),
      (error: unknown) => void (entry.error = error ?? new Error('an attempt threw nothing')),
    );
    this.entries.set(name, entry);
    return entry;
  }

  /** Oldest first. */
  private forget(): void {
    const before = performance.now() - FORGET_MS;
    for (const [name, entry] of this.entries) {
      if (entry.since > before) return;
      if (isOver(entry)) this.entries.delete(name);
    }
  }
}

const isOver = ({ answer, error }: Entry): boolean => answer !== null || error !== undefined;

const refOf = ({ dagRunId, taskId, mapIndex, tryNumber, poke }: RoundTicket): TicketRef => ({
  ...{ dagRunId, taskId, mapIndex, tryNumber, poke },
});

const nameOf = (ticket: RoundTicket): string => `${ticketKey(ticket)}/${ticket.poke}/${ticket.generation}`;
