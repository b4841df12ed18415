import { assertNever } from '../assert-never.js';
import type { JsonObject, Json } from '../json.js';
import type { RunCause } from './run-cause.js';

export const CAUSE_KINDS = ['PERSON', 'TASK', 'RERUN', 'SCHEDULE', 'BACKFILL', 'ASSETS'] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** What is known of how a run came to be. */
export interface CauseFacts {
  cause: RunCause | null;
  runAfter: string;
  versionNumber: number;
  triggeredBy: string;
  /** Run and task of the triggerDag that made it. */
  parent: { dagRunId: string; taskId: string } | null;
  rerunOf: string | null;
}

/** Why a run exists, in one sentence, with what that rests on. */
export function explainCause(facts: CauseFacts): { kind: CauseKind; summary: string; facts: JsonObject } {
  const { cause, parent, rerunOf, triggeredBy } = facts;
  if (cause !== null) return ofCause(facts, cause);
  if (parent !== null) {
    const summary = `task ${parent.taskId} of run ${parent.dagRunId} triggered it`;
    return { kind: 'TASK', summary, facts: { ...parent } };
  }
  if (rerunOf !== null) {
    return { kind: 'RERUN', summary: `${triggeredBy} repeated run ${rerunOf}`, facts: { rerunOf, triggeredBy } };
  }
  return { kind: 'PERSON', summary: `${triggeredBy} triggered it`, facts: { triggeredBy } };
}

function ofCause(
  { runAfter, versionNumber, triggeredBy }: CauseFacts,
  { kind, ...facts }: RunCause,
): { kind: CauseKind; summary: string; facts: JsonObject } {
  const version = `version ${versionNumber}`;
  switch (kind) {
    case 'schedule': {
      const summary = `the schedule was due at ${runAfter}; ${text(facts['service'])} made it with ${version}`;
      return { kind: 'SCHEDULE', summary, facts };
    }
    case 'backfill': {
      const summary = `backfill ${text(facts['backfillId'])} of ${triggeredBy} asked for its date, with ${version}`;
      return { kind: 'BACKFILL', summary, facts };
    }
    case 'assets': {
      const count = facts['eventCount'] === 1 ? 'an asset event' : `${text(facts['eventCount'])} asset events`;
      return { kind: 'ASSETS', summary: `${count} fulfilled the schedule of ${version}`, facts };
    }
    default:
      return assertNever(kind, 'cause');
  }
}

const text = (fact: Json | undefined): string => (typeof fact === 'string' ? fact : JSON.stringify(fact ?? null));
