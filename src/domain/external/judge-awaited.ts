/** A run, or a task of it, that another run waits for: the states of its instances, in lower case. None: it does not exist there. */
export interface AwaitedPart {
  name: string;
  states: readonly string[];
}

/** Disjoint lists of states. */
export interface AwaitedRules {
  allowedStates: readonly string[];
  failedStates: readonly string[];
  skippedStates: readonly string[];
}

/** parts: those that decided. */
export type AwaitedVerdict =
  { kind: 'met' } | { kind: 'waiting' | 'failed' | 'skipped'; parts: readonly AwaitedPart[] };

/**
 * What a wait for another run comes to. One part in a failed state fails it, before one in a skipped state skips it; else every instance of every part must
 * be in an allowed state. An end in a state of no list is waited out: somebody may clear it. (airflow-semantics, ExternalTaskSensor)
 */
export function judgeAwaited(rules: AwaitedRules, parts: readonly AwaitedPart[]): AwaitedVerdict {
  const someIn = (states: readonly string[]): AwaitedPart[] =>
    parts.filter((part) => part.states.some((state) => states.includes(state)));
  const failed = someIn(rules.failedStates);
  if (failed.length > 0) return { kind: 'failed', parts: failed };
  const skipped = someIn(rules.skippedStates);
  if (skipped.length > 0) return { kind: 'skipped', parts: skipped };
  const waiting = parts.filter((part) => !isMet(part, rules.allowedStates));
  return waiting.length === 0 ? { kind: 'met' } : { kind: 'waiting', parts: waiting };
}

const isMet = ({ states }: AwaitedPart, allowed: readonly string[]): boolean =>
  states.length > 0 && states.every((state) => allowed.includes(state));
