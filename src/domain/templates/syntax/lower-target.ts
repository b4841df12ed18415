import { lowerExpression } from './lower-expression.js';
import { TagError } from './tag.js';
import type { Parameter, Target } from './nodes.js';
import type { RawExpression, RawKeyword, RawName } from './raw-tree.js';

const CONSTANT = /^(true|false|none|True|False|None)$/;

/** What `set` and `for` assign to. */
export function lowerTarget(raw: RawExpression, at: number): Target {
  if (raw.type === 'Identifier' && !CONSTANT.test(raw.value)) return { type: 'name', name: raw.value };
  if (raw.type === 'TupleLiteral') return { type: 'tuple', items: raw.value.map((item) => lowerTarget(item, at)) };
  if (
    raw.type === 'MemberExpression' &&
    raw.object.type === 'Identifier' &&
    raw.property.type === 'Identifier' &&
    !raw.computed
  ) {
    return { type: 'attribute', object: raw.object.value, name: raw.property.value };
  }
  throw new TagError('cannot assign to this: a name, a tuple of names or an attribute of a namespace is expected', at);
}

export const lowerParameters = (raw: readonly (RawName | RawKeyword)[]): readonly Parameter[] =>
  raw.map((parameter) =>
    parameter.type === 'Identifier'
      ? { name: parameter.value, otherwise: null }
      : { name: parameter.key.value, otherwise: lowerExpression(parameter.value) },
  );
