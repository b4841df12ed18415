import { startsOperand, wordAt } from './keywords.js';
import { TemplateSyntaxError, type TagToken } from './tag.js';

/**
 * The parser knows tests without arguments only. Jinja parses tests and filters in one loop, so a test becomes a filter
 * with a name that no filter can have: `x is not divisibleby 3` → `x | "is not divisibleby"(3)`. `not in` becomes one operator.
 */
export function rewriteTests(tokens: readonly TagToken[]): TagToken[] {
  const out: TagToken[] = [];
  for (let index = 0; index < tokens.length;) index = rewriteAt(tokens, index, out);
  return out;
}

function rewriteAt(tokens: readonly TagToken[], index: number, out: TagToken[]): number {
  const token = tokens[index];
  if (!token) return index + 1;
  const word = wordAt(tokens, index);
  if (word === 'is' && index > 0) return rewriteTest(tokens, index, token, out);
  if (word === 'not' && wordAt(tokens, index + 1) === 'in') {
    out.push({ ...token, type: 'ComparisonBinaryOperator', value: 'not in' });
    return index + 2;
  }
  out.push(token);
  return index + 1;
}

function rewriteTest(tokens: readonly TagToken[], index: number, is: TagToken, out: TagToken[]): number {
  const negated = wordAt(tokens, index + 1) === 'not';
  const nameAt = index + (negated ? 2 : 1);
  const name = tokens[nameAt];
  if (name?.type !== 'Identifier') throw new TemplateSyntaxError("'is' needs the name of a test", is.offset);
  out.push({ ...is, type: 'Pipe', value: '|' }, { ...name, value: `${negated ? 'is not' : 'is'} ${name.value}` });
  const next = tokens[nameAt + 1];
  if (wordAt(tokens, nameAt + 1) === 'is')
    throw new TemplateSyntaxError("tests cannot be chained with 'is'", next?.offset ?? 0);
  if (!startsOperand(next) && next?.type !== 'OpenSquareBracket') return nameAt + 1;
  const end = operandEnd(tokens, nameAt + 1);
  out.push({ ...name, type: 'OpenParen', value: '(' });
  out.push(...rewriteTests(tokens.slice(nameAt + 1, end)));
  out.push({ ...name, type: 'CloseParen', value: ')' });
  return end;
}

/** Where one operand with its attributes, subscripts and calls ends. */
function operandEnd(tokens: readonly TagToken[], start: number): number {
  let end = isOpen(tokens[start]) ? closingOf(tokens, start) + 1 : start + 1;
  for (;;) {
    const type = tokens[end]?.type;
    if (type === 'Dot') end += 2;
    else if (type === 'OpenParen' || type === 'OpenSquareBracket') end = closingOf(tokens, end) + 1;
    else return end;
  }
}

const isOpen = (token: TagToken | undefined): boolean => token !== undefined && token.type.startsWith('Open');

function closingOf(tokens: readonly TagToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (isOpen(tokens[index])) depth += 1;
    if (tokens[index]?.type.startsWith('Close')) depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}
