import type { Json } from '../json.js';
import { fromCel, toCel } from './cel-values.js';
import { environment, resetSteps } from './environment.js';
import { parseCondition, problemOf } from './parse-condition.js';
import { MAP_VARIABLE } from './rewrite-condition.js';

export type ConditionResult =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

/**
 * The value of a CEL expression over a scope with names of CONDITION_NAMES; a name that is left out has no value.
 * `xcom` maps the ids of finished tasks to their return values. Every error is a value.
 */
export function evaluateCondition(source: string, scope: Readonly<Record<string, Json>>): ConditionResult {
  const parsed = parseCondition(source);
  if (!parsed.ok) return { ok: false, message: at(parsed.problem) };
  try {
    const names = Object.entries(scope).map(
      ([name, value]) => [name === 'map' ? MAP_VARIABLE : name, toCel(value)] as const,
    );
    resetSteps();
    return { ok: true, value: fromCel(environment.evaluate(parsed.edited.source, Object.fromEntries(names))) };
  } catch (error) {
    return { ok: false, message: at(problemOf(error, source, parsed.edited.origin)) };
  }
}

const at = ({ message, line, column }: { message: string; line: number; column: number }): string =>
  `${message} (line ${line}, column ${column})`;
