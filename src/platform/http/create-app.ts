import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { DatabaseModule } from '../database/database.module.js';
import { graphqlBody } from '../graphql/errors.js';
import { GRAPHQL_PATH, GraphqlModule } from '../graphql/graphql.module.js';
import { BODY_LIMIT } from '../graphql/limits.js';
import { MutationsModule } from '../graphql/mutations.module.js';
import { Authenticator } from '../graphql/principal.js';
import { serveSocket } from '../graphql/socket.js';
import { type Log, NestLog } from '../logging/logger.js';
import { type ServiceOptions, ServiceOptionsModule } from '../service-options.js';
import { FailureFilter } from './failure.filter.js';

/** `__proto__` in a body is a key like any other, as it is in a literal: whoever reads the value refuses it by its place, or keeps it. */
const PLAIN_KEYS = { onProtoPoisoning: 'ignore', onConstructorPoisoning: 'ignore' } as const;

@Module({})
class Root {}

const rootOf = (contexts: Type<unknown>, options: ServiceOptions): DynamicModule => ({
  module: Root,
  imports: [ServiceOptionsModule.with(options), DatabaseModule, MutationsModule, GraphqlModule, contexts],
});

/**
 * The API over HTTP and socket, ready for `inject` and for `listen`. The database must be migrated.
 * @param contexts the module that lists the contexts
 */
export async function createApp(
  contexts: Type<unknown>,
  options: ServiceOptions,
  log: Log,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, ...PLAIN_KEYS });
  const root = rootOf(contexts, options);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  app.useGlobalFilters(new FailureFilter(options.onError));
  const authenticator = app.get<Authenticator>(Authenticator);
  requireToken(adapter.getInstance() as unknown as FastifyInstance, authenticator);
  await app.init();
  const { schema } = app.get(GraphQLSchemaHost);
  const socket = serveSocket({ server: app.getHttpServer(), schema, authenticator, onError: options.onError });
  adapter.getInstance().addHook('preClose', () => socket.close());
  await adapter.getInstance().ready();
  return app;
}

/** Nobody reaches GraphQL without a token: no parsing, no introspection, no body even. */
function requireToken(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.url.split('?')[0] !== GRAPHQL_PATH) return;
    const principal = await authenticator.authenticate(request.headers.authorization);
    if (principal !== null) {
      request.principal = principal;
      return;
    }
    const message =
      'send a valid token: "Authorization: Bearer cto_…" (the first one lies in admin.token in the data folder)';
    return reply.code(401).header('www-authenticate', 'Bearer').send(graphqlBody(message, 'UNAUTHENTICATED'));
  });
}
