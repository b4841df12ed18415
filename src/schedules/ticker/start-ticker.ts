import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { VersionReader } from '../../dags/index.js';
import type { Notifier } from '../../event-store/index.js';
import type { Listener } from '../../platform/database/listener.js';
import type { SchedulePart } from '../schedule-parts.js';
import { Ticker, type TickerMeter } from './ticker.js';

export interface StartTicker {
  pool: Pool;
  listener: Listener;
  notifier: Notifier;
  versions: VersionReader;
  parts: SchedulePart;
  meter: TickerMeter;
  onError(error: unknown): void;
}

/** The process that this is, as causes and events name it. */
const serviceName = (): string => `${hostname()}/${process.pid}`;

/** The service's ticker; answers what ends it. */
export async function startTicker({ listener, parts, ...deps }: StartTicker): Promise<() => Promise<void>> {
  const ticker = new Ticker({ ...deps, partsOf: parts.partsOf, service: serviceName() });
  const poke = (): void => ticker.poke();
  const stops = [await listener.on('continuo_schedule', poke), listener.onReconnect(poke)];
  ticker.poke();
  return async () => {
    stops.forEach((stop) => stop());
    await ticker.stop();
  };
}
