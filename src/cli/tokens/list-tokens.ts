import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Painted } from '../format/table.js';
import type { Cli, Handler } from '../invocation.js';
import { type ApiToken, LIST_TOKENS } from './tokens.operations.js';

export const listTokens: Handler<readonly [], unknown> = async (cli) => {
  const { tokens } = await cli.client.execute(LIST_TOKENS, {});
  if (cli.out.json) cli.out.document(tokens);
  else printTokens(cli, tokens);
  return EXIT.ok;
};

function printTokens(cli: Cli, tokens: readonly ApiToken[]): void {
  if (tokens.length === 0) return cli.out.note('no token');
  cli.out.table(
    ['ID', 'NAME', 'STATE', 'PERMISSIONS', 'CREATED', 'BY', 'EXPIRES', 'LAST USED'],
    tokens.map((token) => [
      token.id,
      token.name,
      stateOf(cli, token),
      token.permissions.join(', ').toLowerCase(),
      instantText(token.createdAt),
      token.createdBy.name,
      instantText(token.expiresAt) || 'never',
      instantText(token.lastUsedAt) || 'never',
    ]),
  );
}

function stateOf({ io, out: { style } }: Cli, { revokedAt, expiresAt }: ApiToken): Painted {
  if (revokedAt !== null) return { text: 'revoked', paint: style.bad };
  if (expiresAt !== null && Date.parse(expiresAt) <= io.now()) return { text: 'expired', paint: style.wait };
  return { text: 'valid', paint: style.good };
}
