import type { Question } from './question.js';

/** What is wrong with the ids that somebody chose, for a person to read; null where they are an answer to the question. */
export function judgeChoices(
  { choices, multiple }: Pick<Question, 'choices' | 'multiple'>,
  chosen: readonly string[],
): string | null {
  const ids = choices.map(({ id }) => id);
  const known = `choose ${multiple ? 'some' : 'one'} of ${ids.join(', ')}`;
  if (chosen.length === 0) return `nothing is chosen: ${known}`;
  const unknown = chosen.filter((id) => !ids.includes(id));
  if (unknown.length > 0) return `there is no choice ${unknown.map((id) => `"${id}"`).join(', ')}: ${known}`;
  if (!multiple && chosen.length > 1) return `only one may be chosen: ${known}`;
  return new Set(chosen).size === chosen.length ? null : 'a choice is named twice';
}
