import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Metrics } from './metrics.js';
import { ReadinessProbe } from './readiness.js';

/** `/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: for Prometheus. Without a token: they tell of no data. */
@Module({ providers: [ReadinessProbe, Metrics], exports: [Metrics] })
export class HealthModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ReadinessProbe) private readonly readiness: ReadinessProbe,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    if (this.host.httpAdapter === undefined) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.get('/healthz', () => ({ status: 'ok' }));
    fastify.get('/readyz', async (_request, reply) => {
      const readiness = await this.readiness.probe();
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    });
    fastify.get('/metrics', async (_request, reply) =>
      reply.type(this.metrics.registry.contentType).send(await this.metrics.text()),
    );
    fastify.addHook('onResponse', (_request, reply, done) => {
      this.metrics.requests.observe({ status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      done();
    });
  }
}
