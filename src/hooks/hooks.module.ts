import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HookDeliveries } from './deliveries.service.js';
import { HookEntity } from './hooks.entity.js';
import { HooksResolver } from './hooks.resolver.js';
import { HooksService } from './hooks.service.js';

const BODY_LIMIT = 64 * 1024;

/** `POST /hooks/<id>`: another system tells of an asset. Without a token of the API: the body is signed. */
@Module({
  imports: [TypeOrmModule.forFeature([HookEntity])],
  providers: [HooksService, HooksResolver, HookDeliveries],
})
export class HooksModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(HookDeliveries) private readonly deliveries: HookDeliveries,
  ) {}

  onModuleInit(): void {
    if (this.host.httpAdapter === undefined) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // a scope of its own: the bytes are what is signed, so nobody may parse them before
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
      scope.setErrorHandler((error, _request, reply) => {
        if (!isTooLarge(error)) throw error;
        return reply.code(413).send({ status: 'refused', message: 'a delivery has at most 64 KiB' });
      });
      scope.post<{ Params: { id: string } }>('/hooks/:id', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
        const { code, body, retryAfterSeconds } = await this.deliveries.receive({
          ...{ hookId: request.params.id, body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0) },
          ...headersOf(request),
        });
        if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
        return reply.code(code).send(body);
      });
      done();
    });
  }
}

const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 413;

function headersOf({ headers }: FastifyRequest): {
  signature: string | undefined;
  timestamp: string | undefined;
  idempotencyKey: string | undefined;
} {
  const one = (name: string): string | undefined => [headers[name]].flat()[0];
  return {
    signature: one('x-continuo-signature'),
    timestamp: one('x-continuo-timestamp'),
    idempotencyKey: one('idempotency-key'),
  };
}
