import { endsOperand, startsOperand } from './keywords.js';
import { TemplateSyntaxError, type Tag, type TagToken } from './tag.js';

/** The parser takes `f(a b)` for `f(a, b)`; Jinja does not, and it is a slip of the author's. */
export function checkAdjacent(tag: Tag, tokens: readonly TagToken[]): void {
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (tag.kind === 'statement' && token.group === 0) return;
    if (!endsOperand(before) || !startsOperand(token)) return;
    if (before?.type === 'StringLiteral' && token.type === 'StringLiteral') return;
    throw new TemplateSyntaxError(`an operator or ',' is missing before '${token.value}'`, token.offset);
  });
}
