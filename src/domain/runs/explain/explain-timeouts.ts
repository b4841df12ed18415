import { isoOf, msOf } from '../../time/instant.js';
import type { Instance } from '../instances.js';
import { isEnded, isFinished } from '../task-state.js';
import type { TurnDraft } from '../turn-draft.js';
import type { Explanation, Known } from './explanation.js';

/** Ends that come by themselves (ms since the epoch): of the attempt or the job (`executionTimeout`), of the sensor (`timeout`), of the run (`dagrunTimeout`). */
interface Timeouts {
  execution?: number;
  sensor?: number;
  run?: number;
}

/** Tells ahead what will end the instance if nothing else does, the earliest in the sentence and all in the facts. */
export function withTimeouts(explanation: Explanation, draft: TurnDraft, at: Instance, known: Known): Explanation {
  const timeouts = timeoutsOf(draft, at, known);
  const [first] = Object.entries(timeouts).sort(([, a], [, b]) => a - b);
  if (first === undefined) return explanation;
  const [what, when] = first;
  const facts = Object.fromEntries(Object.entries(timeouts).map(([name, time]) => [name, isoOf(time)]));
  return {
    ...explanation,
    summary: `${explanation.summary}; ${SUBJECTS[what] ?? 'it'} times out at ${isoOf(when)}`,
    facts: { ...explanation.facts, timeouts: facts },
  };
}

const SUBJECTS: Readonly<Record<string, string>> = { execution: 'it', sensor: 'the sensor', run: 'the run' };

function timeoutsOf(draft: TurnDraft, at: Instance, known: Known): Timeouts {
  const { deadline, phase } = draft.state;
  if (isEnded(phase) || isFinished(draft.entry(at).state)) return {};
  const [execution, sensor] = [executionEnd(draft, at, known), sensorEnd(draft, at, known)];
  return {
    ...(execution === null ? {} : { execution }),
    ...(sensor === null ? {} : { sensor }),
    ...(deadline === null ? {} : { run: deadline }),
  };
}

/** A job's time counts from its submission, that of other work from the begin of the attempt; each poke of a sensor has its own, which is short. */
function executionEnd(draft: TurnDraft, at: Instance, { limits, ticket }: Known): number | null {
  if (limits?.executionTimeoutMs == null || ticket === null) return null;
  const since = ticket.job?.since ?? (draft.entry(at).poke === 0 ? ticket.attempt?.since : undefined);
  return since === undefined ? null : msOf(since) + limits.executionTimeoutMs;
}

/** From its first poke, over all tries. People and jobs have times of their own. */
function sensorEnd(draft: TurnDraft, at: Instance, { limits }: Known): number | null {
  const { state, poke, waitingSince } = draft.entry(at);
  if (limits === undefined || waitingSince === null || poke === 0) return null;
  if (state !== 'up_for_reschedule' && state !== 'queued') return null;
  return waitingSince + limits.timeoutMs;
}
