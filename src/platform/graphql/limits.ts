import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, getOperationAST, type GraphQLError, type ValidationRule } from 'graphql';
import { costOf } from './cost.js';
import { tooComplex } from './errors.js';

/** Bodies to 8 MiB (contract). */
export const BODY_LIMIT = 8 * 1024 * 1024;

export const DEEPEST_QUERY = 16;
const MOST_ALIASES = 50;
const MOST_DIRECTIVES = 50;
export const MOST_TOKENS = 10_000;
/** Values in one answer: two greatest pages with all their fields fit, three nested greatest pages do not. */
export const HIGHEST_COST = 10_000_000;

/** Depth, aliases, directives and tokens, as rules and plugins for HTTP and as rules for the socket. */
export const armor = new ApolloArmor({
  maxDepth: { n: DEEPEST_QUERY },
  maxAliases: { n: MOST_ALIASES },
  maxDirectives: { n: MOST_DIRECTIVES },
  maxTokens: { n: MOST_TOKENS },
  costLimit: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}).protect();

export const LIMIT_RULES: ValidationRule[] = armor.validationRules;

/** The refusal of an operation that may answer too much; null when it is within the limit. */
export function refuseCost(
  document: DocumentNode,
  operationName: string | null,
  variables: object,
): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return null;
  const cost = costOf(document, operation, variables as Record<string, unknown>);
  if (cost <= HIGHEST_COST) return null;
  return tooComplex(
    `the answer could hold ${Math.round(cost)} values, more than ${HIGHEST_COST}: ask for smaller pages (first) or fewer nested lists`,
  );
}

/** The cost limit over HTTP, where variables are known only after validation. */
export const costPlugin: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ document, operationName, request }) => {
      const refusal = refuseCost(document, operationName, request.variables ?? {});
      if (refusal !== null) throw refusal;
    },
  }),
};
