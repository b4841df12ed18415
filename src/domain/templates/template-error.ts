import type { Problem } from './syntax/parse-template.js';
import type { Tag } from './syntax/tag.js';

/** Why a value could not be rendered. `path` leads to the string in the value; line and column, from 1, into the string. */
export interface TemplateError extends Problem {
  readonly path: readonly (string | number)[];
}

const SHOWN = 120;

/** The problem of a tag: placed at the word that it is about, with the tag as it is written. Never holds a value. */
export function problemInTag(message: string, tag: Tag | undefined, name: string): Problem {
  if (!tag) return { message, line: 1, column: 1 };
  const source = tag.source.length > SHOWN ? `${tag.source.slice(0, SHOWN)}…` : tag.source;
  return { message: `${message} in ${source}`, ...placeInTag(tag, name) };
}

function placeInTag(tag: Tag, name: string): { line: number; column: number } {
  const at = name === '' ? -1 : indexOfWord(tag, name);
  if (at < 0) return { line: tag.line, column: tag.column };
  const before = tag.source.slice(0, at).split('\n');
  const last = before.at(-1) ?? '';
  return { line: tag.line + before.length - 1, column: before.length === 1 ? tag.column + at : last.length + 1 };
}

/** Offset of the name in the tag's source; sought among the tokens, so that a part of another word does not count. */
function indexOfWord(tag: Tag, name: string): number {
  const found = tag.tokens.find(
    (token) => token.value === name && (token.type === 'Identifier' || token.type === 'StringLiteral'),
  );
  return found ? found.offset - tag.offset : -1;
}
