import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { LIMIT_RULES, MOST_TOKENS, refuseCost } from './limits.js';
import type { Principal } from './principal.js';
import { requestContext } from './request-context.js';

/** A socket's operation with everything that executes it, or why it is refused: the same limits as over HTTP, and subscriptions only. */
export function judgeOperation(
  schema: GraphQLSchema,
  principal: Principal,
  payload: SubscribePayload,
): ExecutionArgs | GraphQLError[] {
  try {
    return judge(schema, principal, payload);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function judge(schema: GraphQLSchema, principal: Principal, payload: SubscribePayload): ExecutionArgs | GraphQLError[] {
  const document = parse(payload.query, { maxTokens: MOST_TOKENS });
  const errors = validate(schema, document, [...specifiedRules, ...LIMIT_RULES]);
  if (errors.length > 0) return [...errors];
  const operationName = payload.operationName ?? null;
  if (getOperationAST(document, operationName)?.operation !== 'subscription') {
    return [new GraphQLError('this socket serves subscriptions; send queries and mutations over HTTP')];
  }
  const variableValues = payload.variables ?? {};
  const tooCostly = refuseCost(document, operationName, variableValues);
  if (tooCostly !== null) return [tooCostly];
  return { schema, document, variableValues, operationName, contextValue: requestContext(principal) };
}
