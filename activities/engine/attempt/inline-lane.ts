import { setTimeout as sleep } from 'node:timers/promises';
import { ticketKey, type TicketRef } from '../../../src/domain/runs/task-key.js';

import type { InlineAnswer, RoundAnswer, RoundTicket } from '../../contract.js';
import { FairGate } from './fair-gate.js';

/** Answers that come so soon after the first go with it (ms): a turn for each would cost more. */
const GATHER_MS = 3;
/** A round answers after this long though nothing is over: its run must hear of other things (ms). Longer than what an attempt itself waits for its body. */
const ROUND_MS = 600;
/** Attempts of rounds under way at once. All that begin want a slot of pool `default`, which has 128: one that finds none costs much more than one that waits here. */
const WIDTH = 100;
/** An answer that nobody has asked for by then (ms) is forgotten: who asks later reads it in the ticket. */
const FORGET_MS = 60_000;

/** An attempt under way, or its answer that no round has taken yet. */
interface Entry {
  since: number;
  /** Tells the round that waits for it. */
  tell: () => void;
  answer: InlineAnswer | null;
  error: unknown;
}

/**
 * The rounds of the runs in this worker (ARCHITECTURE decision 18). What is under way outlives the round that began it; the next one joins it. An answer that
 * is lost on its way is asked for again and stands in the ticket.
 */
export class InlineLane {
  private readonly entries = new Map<string, Entry>();
  private readonly gate = new FairGate(WIDTH);

  constructor(private readonly attempt: (ref: TicketRef) => Promise<InlineAnswer>) {}

  /** Throws what an attempt threw, a fault of the engine; every ticket may be asked for again. */
  async round(tickets: readonly RoundTicket[]): Promise<RoundAnswer[]> {
    this.forget();
    const names = tickets.map(nameOf);
    const asked = tickets.map((ticket, i) => this.join(names[i] ?? '', ticket));
    if (!asked.some(isOver)) await firstOf(asked);
    if (asked.some(isOver) && !asked.every(isOver)) await sleep(GATHER_MS);
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
    const entry: Entry = { since: performance.now(), tell: () => undefined, answer: null, error: undefined };
    this.entries.set(name, entry);
    void this.gate
      .pass(ticket.dagRunId, ticket.priority ?? 1, () => this.attempt(refOf(ticket)))
      .then(
        (answer) => void (entry.answer = answer),
        (error: unknown) => void (entry.error = error ?? new Error('an attempt threw nothing')),
      )
      .finally(() => entry.tell());
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

function firstOf(entries: readonly Entry[]): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, ROUND_MS);
    const tell = (): void => {
      clearTimeout(late);
      resolve();
    };
    for (const entry of entries) entry.tell = tell;
  });
}

const isOver = ({ answer, error }: Entry): boolean => answer !== null || error !== undefined;

const refOf = ({ dagRunId, taskId, mapIndex, tryNumber, poke }: RoundTicket): TicketRef => ({
  ...{ dagRunId, taskId, mapIndex, tryNumber, poke },
});

const nameOf = (ticket: RoundTicket): string => `${ticketKey(ticket)}/${ticket.poke}/${ticket.generation}`;
