/**
 * Splits PostgreSQL text into the parts that matter here. Strings, quoted identifiers, comments and dollar quotes are `opaque`, whatever they hold;
 * `::` and `:=` are plain text. Lexical rules: PostgreSQL manual, "Lexical Structure" (standard_conforming_strings on).
 */
export type SqlToken =
  | { kind: 'opaque' | 'comment' | 'space' | 'other'; text: string }
  | { kind: 'word'; text: string }
  | { kind: 'parameter'; text: string; name: string }
  | { kind: 'positional'; text: string }
  | { kind: 'semicolon'; text: string };

const RULES: readonly [SqlToken['kind'], RegExp][] = [
  ['space', /\s+/y],
  ['comment', /--[^\n\r]*/y],
  ['opaque', /[eE]'(?:[^'\\]|\\[^]|'')*'?/y],
  ['opaque', /(?:[uU]&|[bBxXnN])?'(?:[^']|'')*'?/y],
  ['opaque', /(?:[uU]&)?"(?:[^"]|"")*"?/y],
  ['opaque', /\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?(?:\$\k<tag>\$|$(?![^]))/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['other', /\d[\w.]*/y],
  ['other', /::|:=/y],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['positional', /\$\d+/y],
  ['semicolon', /;/y],
  ['other', /[^]/y],
];

export function tokenizeSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let position = 0; position < text.length;) {
    const token = nextToken(text, position);
    tokens.push(token);
    position += token.text.length;
  }
  return tokens;
}

function nextToken(text: string, position: number): SqlToken {
  if (text.startsWith('/*', position))
    return { kind: 'comment', text: text.slice(position, commentEnd(text, position)) };
  for (const [kind, rule] of RULES) {
    rule.lastIndex = position;
    const found = rule.exec(text)?.[0];
    if (found === undefined) continue;
    return kind === 'parameter' ? { kind, text: found, name: found.slice(1) } : { kind, text: found };
  }
  return { kind: 'other', text: text.slice(position, position + 1) };
}

/** Comments nest. */
function commentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}
