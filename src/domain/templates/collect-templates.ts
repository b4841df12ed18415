import type { Json } from '../json.js';
import { hasTemplateSyntax } from './syntax/segments.js';

export interface FoundTemplate {
  readonly source: string;
  readonly path: readonly (string | number)[];
  /** Puts the rendered value where the string stands in the copy. */
  readonly put: (value: Json) => void;
}
export type Collected =
  | { readonly ok: true; readonly templates: readonly FoundTemplate[]; readonly result: () => Json }
  | { readonly ok: false; readonly message: string; readonly path: readonly (string | number)[] };

type Path = readonly (string | number)[];
interface Search {
  readonly templates: FoundTemplate[];
  readonly nesting: number;
  tooDeep: Path | null;
}

/** Finds the strings with template syntax in a value, and a copy into which their rendered values go. */
export function collectTemplates(value: Json, nesting: number): Collected {
  const search: Search = { templates: [], nesting, tooDeep: null };
  const holder: { root: Json } = { root: null };
  holder.root = copy(value, [], search, (rendered) => (holder.root = rendered));
  if (search.tooDeep)
    return {
      ok: false,
      message: `the value is nested deeper than ${nesting} levels`,
      path: search.tooDeep.slice(0, 10),
    };
  return { ok: true, templates: search.templates, result: () => holder.root };
}

function copy(value: Json, path: Path, search: Search, put: (value: Json) => void): Json {
  if (typeof value === 'string' && hasTemplateSyntax(value)) search.templates.push({ source: value, path, put });
  if (typeof value !== 'object' || value === null) return value;
  if (path.length >= search.nesting) {
    search.tooDeep ??= path;
    return null;
  }
  if (Array.isArray(value)) {
    const list: Json[] = [];
    for (const [index, item] of value.entries())
      list.push(copy(item, [...path, index], search, (rendered) => (list[index] = rendered)));
    return list;
  }
  return copyObject(value, path, search);
}

/** Keys are defined, never assigned: a key `__proto__` of the data stays a plain key. */
function copyObject(value: { [key: string]: Json }, path: Path, search: Search): Json {
  const object: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    const define = (rendered: Json) =>
      Object.defineProperty(object, key, { value: rendered, enumerable: true, writable: true, configurable: true });
    define(copy(item, [...path, key], search, define));
  }
  return object;
}
