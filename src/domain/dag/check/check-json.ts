import type { Finding } from '../issue.js';
import { MAX_DEPTH, MAX_VALUES } from '../source/limits.js';
import type { Path } from '../../schema-problems.js';

/** `fatal`: nothing further may be done with the value. */
export interface JsonVerdict {
  findings: Finding[];
  fatal: boolean;
}

interface Place {
  value: unknown;
  key: string | number;
  parent: Place | null;
  depth: number;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Whether the value is JSON that can be walked, hashed and stored: bounded in depth and number of values, without NUL characters and half surrogate
 * pairs (PostgreSQL stores neither), without the key `__proto__`. Walks without recursion, so no depth harms it.
 */
export function checkJson(value: unknown): JsonVerdict {
  const findings: Finding[] = [];
  const open: Place[] = [{ value, key: '', parent: null, depth: 0 }];
  let count = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    count += 1;
    if (count > MAX_VALUES) {
      return fatal({
        code: 'TOO_LARGE',
        path: [],
        message: `more than ${MAX_VALUES} values, aliases counted each time`,
      });
    }
    const finding = problemOf(place);
    if (finding?.code === 'TOO_LARGE') return fatal(finding);
    if (finding !== null) findings.push(finding);
    else open.push(...childrenOf(place));
  }
  return { findings, fatal: false };
}

const fatal = (finding: Finding): JsonVerdict => ({ findings: [finding], fatal: true });

function problemOf(place: Place): Finding | null {
  const { value, key, depth } = place;
  if (depth > MAX_DEPTH) {
    return { code: 'TOO_LARGE', path: pathOf(place).slice(0, 10), message: `nested deeper than ${MAX_DEPTH} levels` };
  }
  const message = keyProblem(key) ?? valueProblem(value);
  if (message === null) return null;
  return { code: 'BAD_VALUE', path: pathOf(place), message, ...(keyProblem(key) !== null && { at: 'key' as const }) };
}

function keyProblem(key: string | number): string | null {
  if (key === '__proto__') return 'the key "__proto__" is refused everywhere: rename it';
  return typeof key === 'string' ? textProblem(key) : null;
}

function valueProblem(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return textProblem(value);
    case 'number':
      return Number.isFinite(value) ? null : `${value} is no JSON number`;
    case 'boolean':
      return null;
    case 'object':
      return value === null || Array.isArray(value) || tagOf(value) === '[object Object]' ? null : notJson(value);
    default:
      return notJson(value);
  }
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);
const notJson = (value: unknown): string => `${tagOf(value)} is not JSON: write it as text`;

function textProblem(text: string): string | null {
  if (text.includes('\0')) return 'a NUL character (\\u0000) cannot be stored: remove it';
  return LONE_SURROGATE.test(text) ? 'half of a surrogate pair is no Unicode text: remove it' : null;
}

function childrenOf(place: Place): Place[] {
  const { value, depth } = place;
  if (value === null || typeof value !== 'object') return [];
  const members: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return members
    .filter(([, member]) => member !== undefined || Array.isArray(value))
    .map(([key, member]) => ({ value: member, key, parent: place, depth: depth + 1 }));
}

function pathOf(place: Place): Path {
  const path: (string | number)[] = [];
  for (let here: Place | null = place; here?.parent != null; here = here.parent) path.unshift(here.key);
  return path;
}
