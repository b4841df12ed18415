import type { Tag, TagToken } from './tag.js';

/** Names no template can write: the parser has neither `do` nor `with`, but `set` and `call` have their shape. */
export const DO = ' do';
export const WITH = ' with';

/** `{% do e %}` → `{% set " do" = e %}`, `{% with a=1 %}…{% endwith %}` → `{% call " with"(a=1) %}…{% endcall %}`. */
export function rewriteStatement(tag: Tag, tokens: readonly TagToken[]): readonly TagToken[] {
  const [head, ...rest] = tokens;
  if (tag.kind === 'expression' || !head) return tokens;
  const make = (type: TagToken['type'], value: string): TagToken => ({ ...head, type, value });
  switch (head.value) {
    case 'do':
      return [make('Identifier', 'set'), make('Identifier', DO), make('Equals', '='), ...rest];
    case 'with':
      return [
        make('Identifier', 'call'),
        make('Identifier', WITH),
        make('OpenParen', '('),
        ...rest,
        make('CloseParen', ')'),
      ];
    case 'endwith':
      return [make('Identifier', 'endcall')];
    default:
      return tokens;
  }
}
