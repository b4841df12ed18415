import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { VersionReader } from '../../dags/index.js';
import type { Notifier } from '../../event-store/index.js';
import type { Listener } from '../../platform/database/listener.js';
import { pokedBy } from '../../platform/database/poked-by.js';
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
export const startTicker = ({ listener, parts, ...deps }: StartTicker): Promise<() => Promise<void>> =>
  pokedBy(listener, 'continuo_schedule', new Ticker({ ...deps, partsOf: parts.partsOf, service: serviceName() }));
