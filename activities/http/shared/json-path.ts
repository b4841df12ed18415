import type { Json } from '../../sdk/index.js';

const STEP = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/y;

/** Steps of a path such as `$.a.b[0]["c d"]`; null when it is none. Wildcards and filters are not part of it. */
export function parseJsonPath(text: string): (string | number)[] | null {
  if (!text.startsWith('$')) return null;
  const steps: (string | number)[] = [];
  let position = 1;
  while (position < text.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(text);
    if (match === null) return null;
    const [whole, name, index, double, single] = match;
    steps.push(index === undefined ? (name ?? unescape(double ?? single ?? '')) : Number(index));
    position += whole.length;
  }
  return steps;
}

const unescape = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** What the path leads to; undefined when it leads nowhere. */
export function followJsonPath(value: Json, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const step of parseJsonPath(path) ?? []) {
    current = child(current, step);
    if (current === undefined) return undefined;
  }
  return current;
}

function child(value: Json | undefined, step: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
}
