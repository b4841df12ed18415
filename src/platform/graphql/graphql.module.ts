import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { ServiceOptions } from '../service-options.js';
import { maskError, unauthenticated } from './errors.js';
import { costPlugin, LIMIT_RULES, MOST_TOKENS } from './limits.js';
import { PermissionGuard } from './permission.guard.js';
import type { Principal } from './principal.js';
import { requestContext } from './request-context.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

export const GRAPHQL_PATH = '/graphql';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the HTTP layer before GraphQL sees the request. */
    principal?: Principal;
  }
}

const configOf = (options: ServiceOptions): ApolloDriverConfig => ({
  path: GRAPHQL_PATH,
  autoSchemaFile: true,
  buildSchemaOptions: SCHEMA_OPTIONS,
  graphiql: false,
  introspection: options.introspection,
  csrfPrevention: true,
  allowBatchedHttpRequests: false,
  includeStacktraceInErrorResponses: false,
  parseOptions: { maxTokens: MOST_TOKENS },
  validationRules: LIMIT_RULES,
  plugins: [costPlugin],
  autoTransformHttpErrors: false,
  context: (request: FastifyRequest) => {
    if (request.principal === undefined) throw unauthenticated('no valid token');
    return requestContext(request.principal);
  },
  formatError: (formatted, error) => {
    const masked = maskError(formatted, unwrapResolverError(error), randomUUID());
    if (masked.unexpected !== null) options.onError(masked);
    return masked.formatted;
  },
});

/** GraphQL over HTTP. Subscriptions are served by our own socket (socket.ts), with the same limits. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [ServiceOptions],
      useFactory: configOf,
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: PermissionGuard }],
})
export class GraphqlModule {}
