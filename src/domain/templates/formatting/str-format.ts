import type { Run } from '../evaluate/run.js';
import { fail } from '../values/failure.js';
import type { Arguments, Value } from '../values/kinds.js';
import { reprOf, textOf } from '../values/text.js';
import { formatBySpec } from './format-spec.js';

const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|[{}]/g;

/** Python's str.format; attributes and subscripts in a field go through the same guarded access as anywhere. */
export function strFormat(template: string, given: Arguments, run: Run): string {
  let automatic = 0;
  const resolve = (path: string): Value => {
    const head = /^[^.[]*/.exec(path)?.[0] ?? '';
    const value = /^\d*$/.test(head)
      ? given.positional[head === '' ? automatic++ : Number(head)]
      : given.named.get(head);
    const start = value ?? (value === null ? null : fail('a field of the format has no value'));
    return followPath(start, path.slice(head.length), run);
  };
  const text = template.replace(FIELD, (all, path: string | undefined, conversion?: string, spec = '') => {
    if (all === '{{') return '{';
    if (all === '}}') return '}';
    if (path === undefined) return fail(`a single '${all}' stands in the format; write it twice`);
    const value = resolve(path);
    const expanded = spec.replace(/\{([^{}]*)\}/g, (_: string, inner: string) => textOf(resolve(inner), run.budget));
    const shown =
      conversion === undefined ? value : conversion === 's' ? textOf(value, run.budget) : reprOf(value, run.budget);
    const piece = formatBySpec(shown, expanded, run);
    run.budget.text(piece.length);
    return piece;
  });
  run.budget.text(text.length);
  return text;
}

function followPath(start: Value, path: string, run: Run): Value {
  let value = start;
  for (const [, attribute, key] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = run.attribute(value, attribute);
    else if (key !== undefined) value = run.item(value, /^\d+$/.test(key) ? Number(key) : key);
  }
  return value;
}
