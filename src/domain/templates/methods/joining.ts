import type { Run } from '../evaluate/run.js';

/** Joins texts; the size of the result is charged before it is made. */
export function joinTexts(texts: readonly string[], separator: string, run: Run): string {
  run.budget.step(texts.length);
  run.budget.text(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}
