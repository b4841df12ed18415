import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { MIGRATIONS } from '../platform/database/migrate.js';
import { type ReadinessCheck, ServiceOptions } from '../platform/service-options.js';

/** A check that hangs is a check that failed. */
const PATIENCE_MS = 3_000;

export interface Readiness {
  ready: boolean;
  /** By check: 'ok', or what is missing. */
  checks: Record<string, string>;
}

/** Whether this service can do its work: its database as it must be, and whatever the composition root adds (Temporal). */
@Injectable()
export class ReadinessProbe {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async probe(): Promise<Readiness> {
    const all = [...this.own(), ...this.options.readiness];
    const results = await Promise.all(all.map(async (each) => [each.name, await resultOf(each)] as const));
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  }

  private own(): ReadinessCheck[] {
    return [
      { name: 'database', check: () => this.durable() },
      { name: 'migrations', check: () => this.migrated() },
    ];
  }

  /** All promises assume that PostgreSQL keeps what it acknowledged (ARCHITECTURE decision 11). */
  private async durable(): Promise<void> {
    const { rows } = await this.pool.query<{ fsync: string; commit: string }>(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
    );
    if (rows[0]?.fsync !== 'on')
      throw new Error('PostgreSQL runs with fsync off: acknowledged work could be lost; set it to on');
    if (rows[0].commit === 'off')
      throw new Error('PostgreSQL runs with synchronous_commit off: acknowledged work could be lost; set it to on');
  }

  private async migrated(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>('select name from migrations');
    const done = new Set(rows.map((row) => row.name));
    const missing = MIGRATIONS.map((migration) => migration.name).filter((name) => !done.has(name));
    if (missing.length > 0) throw new Error(`the database lacks ${missing.join(', ')}: run the migrations`);
  }
}

async function resultOf({ check }: ReadinessCheck): Promise<string> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), patience]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(late);
  }
}
