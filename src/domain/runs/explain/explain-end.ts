import type { JsonObject } from '../../json.js';
import { type Instance, instanceKey } from '../instances.js';
import type { OutcomeKind, ResultOrigin } from '../outcome.js';
import type { TaskEntry } from '../run-state.js';
import type { TurnDraft } from '../turn-draft.js';
import { tryText } from './explain-ticket.js';
import type { Explanation, Known, LastEvent, Reason } from './explanation.js';
import { directlyAbove, idsOf, isBad, isNotSuccess, sourceFacts } from './upstream-facts.js';
import { listed } from './words.js';

/** An instance that has finished: how, and why that way. */
export function explainEnd(draft: TurnDraft, at: Instance, known: Known): Explanation {
  const { state } = draft.entry(at);
  if (state === 'success') return explainSuccess(draft, at, known);
  if (state === 'failed') return explainFailure(draft, at, known);
  if (state === 'skipped') return explainSkip(draft, at, known);
  if (state === 'upstream_failed') return explainUpstreamFailed(draft, at, known);
  return said('REMOVED', `no longer part of the run${known.last?.cause === undefined ? '' : `: ${known.last.cause}`}`);
}

function explainSuccess(draft: TurnDraft, at: Instance, { ticket, last }: Known): Explanation {
  if (last?.byHand === true) return said('BY_HAND', `set to success${handText(last)}`, { actor: { ...last.actor } });
  const from = ticket?.from ?? null;
  if (draft.entry(at).tryNumber === 0) return said('NOT_RUN', 'succeeded without a try');
  if (from === null) return said('SUCCEEDED', `succeeded in ${tryText(draft, at)}`);
  return said('NOT_RUN', `succeeded in ${tryText(draft, at)}${originText(from)}`, { from: { ...from } });
}

const originText = (from: ResultOrigin): string =>
  from.kind === 'target'
    ? ` without running: its target exists (${from.target})`
    : ` without running: the result was in the cache, from try ${from.tryNumber} in run ${from.dagRunId}`;

function explainFailure(draft: TurnDraft, at: Instance, { last }: Known): Explanation {
  const { tryNumber } = draft.entry(at);
  const where = tryNumber === 0 ? 'failed without a try' : `failed in ${tryText(draft, at)}`;
  const { type, message, retryable } = last?.error ?? {};
  return said('FAILED', `${where}${failureText(last)}${whyNoMore(draft.entry(at), last)}${handText(last)}`, {
    ...(type === undefined ? {} : { error: { type, message: message ?? '', retryable: retryable ?? false } }),
    ...(last?.outcome === undefined ? {} : { outcome: last.outcome }),
  });
}

function whyNoMore({ tryNumber, maxTries }: TaskEntry, last: LastEvent | null): string {
  if (tryNumber === 0 || last?.settles !== undefined || isByPerson(last)) return '';
  return tryNumber < maxTries ? '; the error is not to be retried' : '; no try is left';
}

/** `: BashExit: exit 1`, with what became of the attempt where that says more: lost, timed out, stopped. */
export function failureText(last: LastEvent | null): string {
  if (last?.error === undefined) return '';
  const { type, message } = last.error;
  return `${HOW[last.outcome ?? 'FAILED'] ?? ''}: ${type}: ${oneLine(message)}`;
}

const HOW: Partial<Record<OutcomeKind, string>> = {
  LOST: ', lost with its workers',
  TIMED_OUT: ', timed out',
  CANCELLED: ', stopped',
};

/** The first line, short. */
const oneLine = (text: string): string => {
  const [line = ''] = text.split('\n');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};

function explainSkip(draft: TurnDraft, at: Instance, { last }: Known): Explanation {
  const { rule } = draft.task(at.position);
  const cause = last?.cause ?? null;
  const byRule = cause === null || cause === `trigger rule ${rule}`;
  const what = draft.entry(at).tryNumber > 0 ? `skipped in ${tryText(draft, at)}` : 'skipped';
  if (!byRule) return said('SKIPPED', `${what}: ${cause}${handText(last)}`, { cause });
  const edges = closedEdges(draft, at);
  const sources = directlyAbove(draft, at).filter((source) => isNotSuccess(source) || edges.includes(source.taskId));
  const ids = idsOf(sources);
  const because =
    edges.length > 0
      ? `the condition of its edge from ${listed(edges)} does not hold (rule ${rule})`
      : `the rule ${rule} skipped it over ${listed(ids, 'what is above it')}`;
  const facts = {
    cause,
    above: sourceFacts(sources),
    ...(edges.length > 0 ? { edges: edges.map((from) => ({ from, holds: false })) } : {}),
  };
  return { reason: 'SKIPPED', summary: `${what}: ${because}${handText(last)}`, blockedBy: ids, facts };
}

/** Tasks above whose edge was not taken. */
function closedEdges({ index, state }: TurnDraft, at: Instance): string[] {
  const judged = state.edges?.[instanceKey(at)] ?? {};
  return (index.upstream[at.position] ?? []).flatMap((source) => {
    const id = index.plan.tasks[source]?.id;
    return judged[source] === false && id !== undefined ? [id] : [];
  });
}

function explainUpstreamFailed(draft: TurnDraft, at: Instance, { last }: Known): Explanation {
  const { rule } = draft.task(at.position);
  const cause = last?.cause ?? null;
  const above = directlyAbove(draft, at);
  const bad = above.some(isBad) ? above.filter(isBad) : above.filter(isNotSuccess);
  const byRule = cause === null || cause === `trigger rule ${rule}`;
  const summary = byRule
    ? `the rule ${rule} can no longer hold: ${listed(idsOf(bad), 'an upstream task')} did not succeed`
    : `${cause}: the task can no longer run`;
  return { reason: 'UPSTREAM_FAILED', summary, blockedBy: idsOf(bad), facts: { cause, above: sourceFacts(bad) } };
}

const isByPerson = (last: LastEvent | null): boolean => last?.actor.kind === 'USER' || last?.actor.kind === 'SERVICE';

/** ` by Alice: because`, where a person ended it. */
const handText = (last: LastEvent | null): string =>
  last === null || !isByPerson(last) ? '' : `, by ${last.actor.name}${last.reason === null ? '' : `: ${last.reason}`}`;

const said = (reason: Reason, summary: string, facts: JsonObject = {}): Explanation => ({
  reason,
  summary,
  blockedBy: [],
  facts,
});
