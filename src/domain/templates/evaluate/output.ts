import type { Run } from './run.js';

/** What a body did: `break` and `continue` end the bodies around it up to their loop. */
export type Flow = 'next' | 'break' | 'continue';

export interface Output {
  write(text: string): void;
}

/** Collects text within the limit. */
export function createOutput(run: Run): Output & { text(): string } {
  const parts: string[] = [];
  let length = 0;
  return {
    write(text) {
      length += text.length;
      if (length > run.budget.limits.output) run.budget.text(length);
      parts.push(text);
    },
    text() {
      run.budget.text(length);
      return parts.join('');
    },
  };
}
