import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate } from '../../src/platform/database/migrate.js';
import { createPool } from '../../src/platform/database/pool.js';

export interface FreshDatabase {
  url: string;
  pool: pg.Pool;
  drop(): Promise<void>;
}

/** A migrated database of the spec's own on the shared PostgreSQL. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('databaseUrl');
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await asServer(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  await migrate(url);
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

async function asServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
