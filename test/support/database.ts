import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../src/platform/database/pool.js';
import { asServer, copyTemplate } from './template-database.js';

export interface FreshDatabase {
  url: string;
  pool: pg.Pool;
  drop(): Promise<void>;
}

/** A migrated database of the spec's own on the shared PostgreSQL. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('databaseUrl');
  const name = `spec_${randomBytes(6).toString('hex')}`;
  const url = await copyTemplate(server, name);
  const pool = createPool(url, { name: 'spec', max: 10 });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await asServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}
