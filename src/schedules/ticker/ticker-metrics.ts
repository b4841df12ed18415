import { Inject, Injectable } from '@nestjs/common';
import { Counter, Summary } from 'prom-client';
import { Metrics } from '../../health/index.js';
import type { TickerMeter } from './ticker.js';

/** The ticker's figures of this process, at /metrics. */
@Injectable()
export class TickerMetrics implements TickerMeter {
  private readonly lateness: Summary;
  private readonly runs: Counter;
  private readonly jumps: Counter;

  constructor(@Inject(Metrics) { registry }: Metrics) {
    const registers = [registry];
    this.lateness = new Summary({
      name: 'continuo_schedule_lateness_seconds',
      help: 'From the time at which a schedule was due to the creation of its runs; quantile 1 is the latest of the last ten minutes',
      percentiles: [0.5, 0.99, 1],
      ...{ maxAgeSeconds: 600, ageBuckets: 5, registers },
    });
    this.runs = new Counter({ name: 'continuo_scheduled_runs_total', help: 'Runs made by this ticker', registers });
    this.jumps = new Counter({
      ...{ name: 'continuo_clock_jumps_total', help: 'Jumps of a clock that held the creation of runs', registers },
    });
  }

  late(ms: number): void {
    this.lateness.observe(ms / 1000);
  }

  created(runs: number): void {
    this.runs.inc(runs);
  }

  jumped(): void {
    this.jumps.inc();
  }
}
