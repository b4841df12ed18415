import { readFileSync } from 'node:fs';

/** Errors of a log by component, counted from its text alone. */
export function expectedErrors(path: string): {
  errors: number;
  byComponent: Record<string, number>;
  first: string;
  last: string;
} {
  const hits = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => / (ERROR|FATAL) \[/.test(line));
  const byComponent: Record<string, number> = {};
  for (const line of hits) {
    const component = /\[([^\]]+)\]/.exec(line)?.[1] ?? '';
    byComponent[component] = (byComponent[component] ?? 0) + 1;
  }
  const time = (line: string | undefined): string => (line ?? '').split(' ').slice(0, 2).join(' ');
  return { errors: hits.length, byComponent, first: time(hits[0]), last: time(hits.at(-1)) };
}
