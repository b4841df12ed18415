export { SchedulePart } from './schedule-parts.js';
export { ScheduleOfDagResolver } from './schedules.resolver.js';
export { SchedulesModule } from './schedules.module.js';
export { startTicker } from './ticker/start-ticker.js';
export { Ticker, type TickerDeps, type TickerMeter } from './ticker/ticker.js';
export { TickerMetrics } from './ticker/ticker-metrics.js';
