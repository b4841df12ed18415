/** What differs from run to run, in the order in which it is taken out. */
const VOLATILE: [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?/g, '<instant>'],
  [/\bcto_[\w-]+/g, '<token>'],
  [/\b\d+@[\w.-]+/g, '<worker>'],
  [/\b127\.0\.0\.1:\d+/g, '<address>'],
  [/\b(supervisor|service|worker|postgres|temporal) \d+/g, '$1 <pid>'],
  [/\b\d+(\.\d+)? ?(ms|s|GiB)(?=\W|$)/g, '<amount>'],
  [/\b[0-9a-f]{12,}\b/g, '<hash>'],
  [/\b(Node|continuo) \d+\.\d+\.\d+/g, '$1 <version>'],
  [/^ok +python .*/, 'ok python <python>'],
  [/ +/g, ' '],
];

const stable = (line: string): string =>
  VOLATILE.reduce((text, [pattern, name]) => text.replace(pattern, name), line).trim();

/** How many of the states on the way a watcher gets to see is chance. */
const IS_ON_THE_WAY = / (QUEUED|RUNNING)$/;

const linesOf = (text: string): string[] => {
  const lines = text
    .split('\n')
    .map(stable)
    .filter((line) => !IS_ON_THE_WAY.test(line));
  return lines.filter((line, at) => line !== '' || (at > 0 && at < lines.length - 1));
};

/**
 * Whether an output is what a page shows: null, or the first line that is missing. Ids, times, amounts and the width of columns do not count;
 * a line `…` stands for any lines, and `…` in a line for any text.
 */
export function missingIn(output: string, shown: string): string | null {
  const printed = linesOf(output);
  let at = 0;
  let free = false;
  for (const line of linesOf(shown)) {
    if (line === '…') {
      free = true;
      continue;
    }
    const pattern = patternOf(line);
    const found = printed.findIndex((candidate, i) => i >= at && pattern.test(candidate));
    if (found < 0 || (!free && found !== at)) return line;
    at = found + 1;
    free = false;
  }
  return free || at === printed.length ? null : `the end, before: ${printed[at]}`;
}

const patternOf = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
