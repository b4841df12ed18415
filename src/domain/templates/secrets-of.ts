import type { Json } from '../json.js';
import type { LookupRequest, LookupResult } from './evaluate/run.js';

/**
 * The texts of an answer that must be masked: those that the lookup names, else all of a variable's, and of a connection its
 * password and everything in `extra`.
 */
export function secretsOf(request: LookupRequest, answer: LookupResult): readonly string[] {
  if (!answer.ok) return [];
  if (answer.secrets) return answer.secrets.filter((secret) => secret !== '');
  if (request.kind === 'variable') return textsIn(answer.value);
  if (
    request.kind === 'xcom' ||
    answer.value === null ||
    typeof answer.value !== 'object' ||
    Array.isArray(answer.value)
  )
    return [];
  return ['password', 'extra', 'uri'].flatMap((key) => textsIn(answer.value, key));
}

function textsIn(value: Json, key?: string): string[] {
  if (key !== undefined) {
    const holder = value as Record<string, Json>;
    return Object.hasOwn(holder, key) ? textsIn(holder[key] ?? null) : [];
  }
  if (typeof value === 'string') return value === '' ? [] : [value, ...textsInText(value)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((item) => textsIn(item));
}

/** A text may itself be JSON (`extra`, variables read by var.json): what stands in it is as secret as the whole. */
function textsInText(text: string): string[] {
  if (!/^\s*[{[]/.test(text)) return [];
  try {
    return textsIn(JSON.parse(text) as Json);
  } catch {
    return [];
  }
}
