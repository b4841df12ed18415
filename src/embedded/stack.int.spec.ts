import { describe, expect, inject, it } from 'vitest';
import pg from 'pg';
import { Connection } from '@temporalio/client';

describe('the shared stack', () => {
  it('given the stack of this run, PostgreSQL keeps what it acknowledges (fsync, full_page_writes, synchronous_commit)', async () => {
    const client = new pg.Client({ connectionString: inject('databaseUrl') });
    await client.connect();
    const { rows } = await client.query(
      "select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses') order by name",
    );
    await client.end();
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      synchronous_commit: 'on',
    });
  });

  it('given the stack of this run, Temporal keeps ended executions for three days', async () => {
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(3 * 24 * 3600);
  });
});
