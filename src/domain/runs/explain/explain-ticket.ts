import type { JsonObject } from '../../json.js';
import type { Instance } from '../instances.js';
import type { TurnDraft } from '../turn-draft.js';
import { slotBlockers, slotSummary } from './explain-slots.js';
import type { Explanation, Known, TicketKnown } from './explanation.js';
import { counted } from './words.js';

/** A try with its ticket: it waits for slots or for a worker, or it runs. */
export function explainTicket(draft: TurnDraft, at: Instance, { ticket, slots }: Known): Explanation {
  const which = tryText(draft, at);
  const facts = ticketFacts(ticket);
  if (ticket?.settled === true)
    return {
      reason: 'DECIDING',
      summary: `${which} has ended, and the run is about to hear of it`,
      blockedBy: [],
      facts,
    };
  if (slots !== null) {
    const summary = `${which} ${slotSummary(slots)}${lostText(ticket)}`;
    return { reason: 'SLOTS', summary, blockedBy: slotBlockers(slots), facts: { ...facts, slots: { ...slots } } };
  }
  if (ticket?.attempt != null) {
    const { worker, since } = ticket.attempt;
    const summary = `${which} is running on worker ${worker} since ${since}${lostText(ticket)}`;
    return { reason: 'RUNNING', summary, blockedBy: [], facts };
  }
  const { queue } = draft.task(at.position);
  return {
    reason: 'WORKER',
    summary: `${which} waits for a worker of queue "${queue}"${lostText(ticket)}${lateness(ticket)}`,
    blockedBy: [],
    facts: { ...facts, queue: { name: queue, overdueAt: ticket?.overdueAt ?? null } },
  };
}

/** `try 2 of 3`. */
export function tryText(draft: TurnDraft, at: Instance): string {
  const { tryNumber, maxTries } = draft.entry(at);
  return `try ${tryNumber} of ${Math.max(maxTries, tryNumber)}`;
}

const ticketFacts = (ticket: TicketKnown | null): JsonObject => ({
  ...(ticket?.attempt == null ? {} : { attempt: { ...ticket.attempt } }),
  ...(ticket === null || ticket.lost === 0 ? {} : { lost: ticket.lost }),
});

const lostText = (ticket: TicketKnown | null): string =>
  ticket === null || ticket.lost === 0 ? '' : `, after ${counted(ticket.lost, 'lost attempt')}`;

const lateness = (ticket: TicketKnown | null): string =>
  ticket?.overdueAt == null
    ? ''
    : `, for too long since ${ticket.overdueAt}: no worker serves the queue, or all of them are busy`;
