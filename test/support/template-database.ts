import pg from 'pg';
import { migrate } from '../../src/platform/database/migrate.js';

const TEMPLATE = 'spec_template';

/** A migrated database that nobody connects to: a copy of it takes a fraction of the time of all migrations. */
export async function makeTemplate(server: string): Promise<void> {
  await asServer(server, `create database ${TEMPLATE}`);
  await migrate(Object.assign(new URL(server), { pathname: `/${TEMPLATE}` }).toString());
}

/** A copy of the template under that name; answers its address. */
export async function copyTemplate(server: string, name: string): Promise<string> {
  await asServer(server, `create database ${name} template ${TEMPLATE}`);
  return Object.assign(new URL(server), { pathname: `/${name}` }).toString();
}

/** One statement that cannot run in a transaction, such as those that make and drop databases. */
export async function asServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
