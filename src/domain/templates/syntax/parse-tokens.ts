import { parse } from '@huggingface/jinja';
import { checkAdjacent } from './check-adjacent.js';
import type { RawStatement } from './raw-tree.js';
import { rewriteStatement } from './rewrite-statements.js';
import { rewriteTests } from './rewrite-tests.js';
import { rewriteTuples } from './rewrite-tuples.js';
import { TemplateSyntaxError, type Segment, type Tag, type TagToken, type TokenType } from './tag.js';

interface Reading {
  last: TagToken | null;
}

/** The parser names no places, but it looks at a token's type before it refuses it. */
class WatchedToken {
  readonly value: string;
  constructor(
    readonly token: TagToken,
    private readonly reading: Reading,
  ) {
    this.value = token.value;
  }
  get type(): TokenType {
    if (this.token.type !== 'Text') this.reading.last = this.token;
    return this.token.type;
  }
  get group(): number {
    return this.token.group;
  }
}

/**
 * The tree of @huggingface/jinja. Before each tag stands a comment with the tag's index in `tags`: the tree itself has no places.
 * Throws TemplateSyntaxError.
 */
export function parseTokens(all: readonly Segment[], tags: readonly Tag[]): readonly RawStatement[] {
  const reading: Reading = { last: null };
  let index = 0;
  const tokens = all
    .flatMap((segment) => (segment.kind === 'text' ? [textToken(segment.text)] : parserTokens(segment, index++)))
    .map((token) => new WatchedToken(token, reading));
  try {
    return parse(tokens as unknown as Parameters<typeof parse>[0]).body as unknown as readonly RawStatement[];
  } catch (error) {
    throw new TemplateSyntaxError(reason(error), reading.last?.offset ?? tags[0]?.tokens[0]?.offset ?? 0);
  }
}

const textToken = (value: string): TagToken => ({ type: 'Text', value, offset: 0, group: 0 });

function parserTokens(tag: Tag, index: number): TagToken[] {
  const offset = tag.tokens[0]?.offset ?? 0;
  const end = tag.offset + tag.source.length - 2;
  const make = (type: TokenType, value: string, at = offset): TagToken => ({ type, value, offset: at, group: 0 });
  const isExpression = tag.kind === 'expression';
  if (isExpression && tag.tokens.length === 0) throw new TemplateSyntaxError('an expression is expected here', offset);
  const inner = rewriteTuples(tag, rewriteTests(rewriteStatement(tag, tag.tokens)));
  checkAdjacent(tag, inner);
  return [
    make('Comment', String(index)),
    isExpression ? make('OpenExpression', '{{') : make('OpenStatement', '{%'),
    ...inner,
    isExpression ? make('CloseExpression', '}}', end) : make('CloseStatement', '%}', end),
  ];
}

/** The parser's own words without its internals. */
function reason(error: unknown): string {
  const { name, message } = error as Error;
  if (name === 'RangeError') return 'nested too deeply';
  if (name === 'TypeError') return 'the tag ends too early';
  const unexpected = /([A-Z][A-Za-z]+) !== ([A-Z][A-Za-z]+)/.exec(message);
  if (unexpected) return `${words(unexpected[2])} expected, ${words(unexpected[1])} found`;
  return message
    .replace(/^Parser Error: /, '')
    .replace(/Unexpected token(?: type)?: (\w+)/, (_, type: string) => `unexpected ${words(type)}`);
}

const words = (type = ''): string => type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
