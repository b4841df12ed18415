import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CallbacksService } from './callbacks.service.js';

/** `POST /callbacks/<token>`: another system completes a task of type `wait.callback`. Without a token of the API: the path holds the secret. */
@Module({ providers: [CallbacksService] })
export class CallbacksModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(CallbacksService) private readonly service: CallbacksService,
  ) {}

  onModuleInit(): void {
    if (this.host.httpAdapter === undefined) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.post<{ Params: { token: string } }>('/callbacks/:token', async (request, reply) => {
      const { code, body } = await this.service.receive(request.params.token, request.body);
      return reply.code(code).send(body);
    });
  }
}
