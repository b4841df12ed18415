import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus scrapes. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly runs = new Gauge({
    name: 'continuo_dag_runs',
    help: 'Dag runs by state; ended ones of the last hour',
    labelNames: ['state'],
    registers: [this.registry],
  });
  private readonly waiting = new Gauge({
    name: 'continuo_outbox_messages',
    help: 'Messages that wait to be delivered to Temporal',
    registers: [this.registry],
  });
  private readonly unsequenced = new Gauge({
    name: 'continuo_events_without_position',
    help: 'Events that the sequencer has not placed',
    registers: [this.registry],
  });
  private readonly connections = new Gauge({
    name: 'continuo_database_connections',
    help: 'Connections of the API pool',
    labelNames: ['use'],
    registers: [this.registry],
  });
  readonly requests = new Histogram({
    name: 'continuo_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });

  constructor(@Inject(Pool) private readonly pool: Pool) {
    collectDefaultMetrics({ register: this.registry });
  }

  async text(): Promise<string> {
    await this.read().catch(() => undefined); // the process's own figures are served without a database, too
    return await this.registry.metrics();
  }

  private async read(): Promise<void> {
    const { rows } = await this.pool.query<{ state: string; count: number }>(COUNTS);
    this.runs.reset();
    for (const { state, count } of rows) this.set(state, count);
    this.connections.set({ use: 'total' }, this.pool.totalCount);
    this.connections.set({ use: 'idle' }, this.pool.idleCount);
    this.connections.set({ use: 'waited for' }, this.pool.waitingCount);
  }

  private set(state: string, count: number): void {
    if (state === 'outbox') this.waiting.set(count);
    else if (state === 'pending') this.unsequenced.set(count);
    else this.runs.set({ state }, count);
  }
}

const COUNTS = `
select state, count(*)::int as count from dag_runs where ended_at is null or ended_at > clock_timestamp() - interval '1 hour' group by state
union all select 'outbox', count(*)::int from outbox
union all select 'pending', count(*)::int from event_pending`;
