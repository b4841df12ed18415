import type { Run } from '../evaluate/run.js';
import { count } from './text-ranges.js';

/** str.replace; the size of the result is charged before it is made. */
export function replaceText(text: string, old: string, by: string, limit: number, run: Run): string {
  const found = count(text, old);
  const times = limit < 0 ? found : Math.min(found, limit);
  run.budget.text(text.length + times * Math.max(0, by.length - old.length));
  if (times === found && old !== '') return text.split(old).join(by);
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  return (
    parts
      .slice(0, times)
      .map((part) => part + by)
      .join('') + parts.slice(times).join(old)
  );
}
