import type { TagToken } from './tag.js';

/** Words after which an operand begins; they are no operands themselves. */
const WORDS = new Set(['in', 'not', 'and', 'or', 'if', 'else', 'elif', 'is', 'not in']);

export const isKeyword = (token: TagToken | undefined): boolean =>
  token?.type === 'Identifier' && WORDS.has(token.value);

/** The token's word when it stands where a keyword can stand, not after a dot. */
export function wordAt(tokens: readonly TagToken[], index: number): string | null {
  const token = tokens[index];
  return token?.type === 'Identifier' && tokens[index - 1]?.type !== 'Dot' ? token.value : null;
}

export function endsOperand(token: TagToken | undefined): boolean {
  switch (token?.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'CloseParen':
    case 'CloseSquareBracket':
    case 'CloseCurlyBracket':
      return true;
    case 'Identifier':
      return !isKeyword(token);
    default:
      return false;
  }
}

/** Starts an operand and cannot go on with one that stands before it, as a bracket could. */
export function startsOperand(token: TagToken | undefined): boolean {
  switch (token?.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'OpenCurlyBracket':
      return true;
    case 'Identifier':
      return !isKeyword(token);
    default:
      return false;
  }
}
