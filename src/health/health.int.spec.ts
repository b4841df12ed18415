import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let missing: string | null = null;
beforeAll(async () => {
  const check = async (): Promise<void> => {
    if (missing !== null) throw new Error(missing);
  };
  service = await startService({ readiness: [{ name: 'temporal', check }] });
});
afterAll(async () => service.stop());

const get = async (url: string): Promise<{ statusCode: number; body: string }> =>
  service.app.inject({ method: 'GET', url });

describe('health', () => {
  it('/healthz says that the process answers, without a token', async () => {
    expect(await get('/healthz')).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });

  it('/readyz says what is there, and what is missing', async () => {
    const answer = await get('/readyz');
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([
      200,
      { ready: true, checks: { database: 'ok', migrations: 'ok', temporal: 'ok' } },
    ]);
    missing = 'Temporal cannot be reached';
    const down = await get('/readyz');
    missing = null;
    expect([down.statusCode, JSON.parse(down.body)]).toMatchObject([
      503,
      { ready: false, checks: { temporal: 'Temporal cannot be reached' } },
    ]);
  });

  it('given a migration that has not run, is not ready', async () => {
    const { rows } = await service.pool.query<{ name: string }>('delete from migrations returning *');
    const answer = await get('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain(rows[0]?.name);
  });

  it('given a database that may lose what it acknowledged, is not ready', async () => {
    const name = new URL(service.databaseUrl).pathname.slice(1);
    await service.pool.query(`alter database ${name} set synchronous_commit = off`);
    await service.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'continuo api'`,
    );
    // the pool may first hand out a connection that it has not yet seen end
    await vi.waitFor(async () => expect((await get('/readyz')).body).toContain('synchronous_commit off'));
  });

  it('/metrics counts runs, requests and what waits', async () => {
    const { statusCode, body } = await get('/metrics');
    expect(statusCode).toBe(200);
    for (const name of [
      'continuo_outbox_messages 0',
      'continuo_http_request_seconds_count',
      'process_cpu_seconds_total',
    ]) {
      expect(body).toContain(name);
    }
  });
});
