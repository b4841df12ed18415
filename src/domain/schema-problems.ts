import type { z } from 'zod';
import { nearest } from './nearest.js';

export type Path = readonly (string | number)[];

/** One thing that a schema has against a value. A missing key is placed at its parent, an unknown one at itself. */
export interface SchemaProblem {
  kind: 'unknown-key' | 'missing-key' | 'bad-value';
  path: Path;
  message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * What zod found, in the words of people: one problem for each unknown key, and for a union the problems of the one alternative that the
 * value was meant to be.
 * @param knownKeys of the value itself, for a schema that was not made by closedObject
 */
export const schemaProblems = (issues: readonly Issue[], value: unknown, knownKeys: string[] = []): SchemaProblem[] =>
  issues.flatMap((issue) => problemsOf(issue, [], value, knownKeys));

function problemsOf(issue: Issue, base: Path, value: unknown, knownKeys: string[]): SchemaProblem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], issue, knownKeys));
  if (issue.code === 'invalid_union') {
    const meant = meantAlternative(issue);
    if (meant !== null) return meant.flatMap((inner) => problemsOf(inner, path, value, []));
  }
  const key = path.at(-1);
  if (key !== undefined && valueAt(value, path) === undefined) {
    return [
      {
        kind: 'missing-key',
        path: path.slice(0, -1),
        message: issue.code === 'custom' ? issue.message : `"${key}" is missing`,
      },
    ];
  }
  return [{ kind: 'bad-value', path, message: inWords(issue.message) }];
}

/** zod's wording without its jargon. */
const inWords = (message: string): string =>
  message
    .replace(/^Invalid input: /, '')
    .replace('expected record', 'expected object')
    .replace(', received ', ', found ');

function unknownKey(path: Path, issue: Issue, knownKeys: string[]): SchemaProblem {
  const ownKeys = path.length === 1 ? knownKeys : [];
  const known = issue.message.startsWith('Unrecognized') ? ownKeys : issue.message.split(' ');
  const hint = nearest(String(path.at(-1)), known);
  const advice =
    hint === null ? (known.length > 0 ? `; known are ${known.join(', ')}` : '') : `; did you mean "${hint}"?`;
  return { kind: 'unknown-key', path, message: `unknown key "${String(path.at(-1))}"${advice}` };
}

/** The one alternative whose type fits, null when none or several do. */
export function meantAlternative(issue: z.core.$ZodIssueInvalidUnion): Issue[] | null {
  const fitting = issue.errors.filter((alternative) => !alternative.some(isTypeMismatch));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function isTypeMismatch(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((alternative) => alternative.some(isTypeMismatch));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

/** What stands at the path; undefined where there is nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}
