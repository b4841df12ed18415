import { isoOf } from '../../time/instant.js';
import type { JsonObject } from '../../json.js';
import type { Instance } from '../instances.js';
import { isHeld } from '../run-state.js';
import type { TurnDraft } from '../turn-draft.js';
import { failureText } from './explain-end.js';
import { explainPaused } from './explain-run.js';
import { slotBlockers, slotSummary } from './explain-slots.js';
import { explainTicket, tryText } from './explain-ticket.js';
import { explainReady } from './explain-waiting.js';
import type { Explanation, Known } from './explanation.js';
import { listed } from './words.js';

/** A try that waits for a moment, or for what may come before it. */
export function explainTimer(draft: TurnDraft, at: Instance, known: Known): Explanation {
  const entry = draft.entry(at);
  const timer: JsonObject = { timer: { at: entry.dueAt === null ? null : isoOf(entry.dueAt), poke: entry.poke } };
  if (entry.state === 'up_for_retry') return explainRetry(draft, at, known, timer);
  if (known.ticket?.attempt != null || known.ticket?.settled === true) return explainTicket(draft, at, known);
  if (isHeld(draft.state) && (entry.dueAt ?? 0) <= draft.now) return { ...explainPaused(draft), facts: timer };
  if (known.slots !== null) {
    const summary = `${pokeText(known)}; the next one ${slotSummary(known.slots)}`;
    return {
      reason: 'SLOTS',
      summary,
      blockedBy: slotBlockers(known.slots),
      facts: { ...timer, slots: { ...known.slots } },
    };
  }
  if (entry.state === 'deferred') return explainJob(draft, at, known, timer);
  if (entry.state === 'awaiting_input') return explainPeople(draft, at, known, timer);
  const sooner = WOKEN_BY[known.type];
  const summary = `${pokeText(known)}; the next one is due ${dueText(draft, at)}${sooner === undefined ? '' : `, or as soon as ${sooner}`}`;
  return {
    reason: 'POKE',
    summary,
    blockedBy: [],
    facts: { ...timer, ...(sooner === undefined ? {} : { wokenBy: sooner }) },
  };
}

/** What ends a wait before its time, by operator. */
const WOKEN_BY: Record<string, string | undefined> = {
  'wait.callback': 'its callback is called',
  'sensor.externalRun': 'the run that it waits for ends in a state that counts',
  'sensor.externalTask': 'the tasks that it waits for end in states that count',
  triggerDag: 'the run that it started ends',
};

const pokeText = ({ type }: Known): string =>
  type === 'wait.callback' ? 'waits for its callback between two looks' : 'a sensor between two pokes';

/** `at 2026-…`, or `now`. */
function dueText(draft: TurnDraft, at: Instance): string {
  const { dueAt } = draft.entry(at);
  return dueAt === null || dueAt <= draft.now ? 'now' : `at ${isoOf(dueAt)}`;
}

function explainRetry(draft: TurnDraft, at: Instance, { last }: Known, timer: JsonObject): Explanation {
  const { dueAt } = draft.entry(at);
  const failed = `${tryText(draft, at)} failed${failureText(last)}`;
  if (dueAt !== null && dueAt > draft.now)
    return {
      reason: 'RETRY',
      summary: `${failed}; the next one starts ${dueText(draft, at)}`,
      blockedBy: [],
      facts: timer,
    };
  const ready = explainReady(draft, at);
  return { ...ready, summary: `${failed}; the next one is due: ${ready.summary}`, facts: { ...timer, ...ready.facts } };
}

function explainJob(draft: TurnDraft, at: Instance, { ticket }: Known, timer: JsonObject): Explanation {
  const job = ticket?.job ?? null;
  const what =
    job === null
      ? 'work that runs elsewhere'
      : job.id === null
        ? `a job of ${job.operator}`
        : `job ${job.id} of ${job.operator}`;
  const summary = `${tryText(draft, at)} waits for ${what}; it is looked at again ${dueText(draft, at)}`;
  return { reason: 'JOB', summary, blockedBy: [], facts: { ...timer, ...(job === null ? {} : { job: { ...job } }) } };
}

function explainPeople(draft: TurnDraft, at: Instance, { ticket }: Known, timer: JsonObject): Explanation {
  const people = ticket?.people ?? null;
  if (people === null)
    return {
      reason: 'PEOPLE',
      summary: `waits for people to answer, until ${dueText(draft, at).replace('at ', '')}`,
      blockedBy: [],
      facts: timer,
    };
  const who = people.assignees.length === 0 ? 'people' : listed(people.assignees);
  const summary = `waits for ${who} to answer "${people.subject}", until ${people.until}`;
  return { reason: 'PEOPLE', summary, blockedBy: [...people.assignees], facts: { ...timer, people: { ...people } } };
}
