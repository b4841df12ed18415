import { environment } from './environment.js';
import { parseCondition, problemOf, type ConditionProblem } from './parse-condition.js';

/** What is wrong with a condition before there are values: syntax, unknown names and functions, types that never fit. */
export function checkCondition(source: string): ConditionProblem[] {
  const parsed = parseCondition(source);
  if (!parsed.ok) return [parsed.problem];
  const { valid, error } = environment.check(parsed.edited.source);
  return valid ? [] : [problemOf(error, source, parsed.edited.origin)];
}
