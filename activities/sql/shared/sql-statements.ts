import { tokenizeSql, type SqlToken } from './sql-tokens.js';

/** One statement with `$n` in the place of `:name`; `names[0]` is `$1`. */
export interface SqlStatement {
  text: string;
  names: string[];
  /** Line of the source where it starts, 1-based. */
  line: number;
  /** The source has `$1` of its own, which would collide. */
  positional: boolean;
}

/** The statements of a text, split at semicolons outside of routine bodies (`begin atomic … end`); empty ones are left out. */
export function parseSql(source: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: SqlToken[] = [];
  let line = 1;
  let start = 1;
  const body = routineBody();
  const close = (): void => {
    if (tokens.some(({ kind }) => kind !== 'space' && kind !== 'comment')) statements.push(statementOf(tokens, start));
    tokens = [];
    body.reset();
  };
  for (const token of tokenizeSql(source)) {
    const opening = tokens.length === 0;
    if (opening) start = line;
    line += token.text.split('\n').length - 1;
    if (opening && token.kind === 'space') continue;
    body.see(token);
    if (token.kind === 'semicolon' && !body.isOpen()) close();
    else tokens.push(token);
  }
  close();
  return statements;
}

function statementOf(tokens: readonly SqlToken[], line: number): SqlStatement {
  const names: string[] = [];
  const text = tokens.map((token) => (token.kind === 'parameter' ? numbered(names, token.name) : token.text)).join('');
  return { text: text.trimEnd(), names, line, positional: tokens.some(({ kind }) => kind === 'positional') };
}

function numbered(names: string[], name: string): string {
  if (!names.includes(name)) names.push(name);
  return `$${names.indexOf(name) + 1}`;
}

/** Follows `create [or replace] function|procedure … begin … end` as psql does: inside, semicolons do not end the statement. */
function routineBody() {
  let words: string[] = [];
  let depth = 0;
  const isRoutine = (): boolean => /^create (or replace )?(function|procedure)\b/.test(words.join(' '));
  const see = (token: SqlToken): void => {
    if (token.kind !== 'word') return;
    const word = token.text.toLowerCase();
    if (words.length < 4) words.push(word);
    if (!isRoutine()) return;
    if (word === 'begin' || (word === 'case' && depth > 0)) depth += 1;
    if (word === 'end' && depth > 0) depth -= 1;
  };
  const reset = (): void => {
    words = [];
    depth = 0;
  };
  return { see, reset, isOpen: () => depth > 0 };
}
