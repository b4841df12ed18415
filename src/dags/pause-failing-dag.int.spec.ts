import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operations, operationsOf, spec } from '../../test/support/operations.js';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
let api: Operations;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
});
afterAll(async () => service.stop());

const SET = `mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename } }`;
const failing = (id: string, most: number) => spec(id, { maxConsecutiveFailedRuns: most, maxActiveRuns: 1 });
const end = (dagId: string, state: 'FAILED' | 'SUCCESS', more: object = {}): Promise<string> =>
  api.endedRun({ dagId, ...more }, state);
const pausedOf = async (dagId: string): Promise<unknown> =>
  (await api.rows('select paused from dags where id = $1', [dagId]))[0]?.['paused'];
const unpause = (dagId: string): Promise<unknown> =>
  service.ask(`mutation { setDagPaused(dagId: "${dagId}", paused: false) { __typename } }`);

describe('maxConsecutiveFailedRuns', () => {
  it('pauses the DAG when so many runs have failed, and says which', async () => {
    await api.register({ spec: failing('unlucky', 2) });
    const first = await end('unlucky', 'FAILED', { runId: 'one' });
    expect(await pausedOf('unlucky')).toBe(false);
    const second = await end('unlucky', 'FAILED', { runId: 'two' });
    expect(await pausedOf('unlucky')).toBe(true);
    const events = await api.rows(
      `select type, actor_kind, actor_id, reason, payload from events where stream = 'dag-unlucky' order by version desc limit 1`,
    );
    expect(events).toEqual([
      {
        type: 'DagPaused',
        actor_kind: 'SCHEDULER',
        actor_id: 'scheduler',
        reason: 'the last 2 runs failed: two, one',
        payload: { failedRuns: [second, first] },
      },
    ]);
  });

  it('a success between breaks the count; the order is that of logical dates', async () => {
    await api.register({ spec: failing('mixed', 2) });
    await end('mixed', 'FAILED');
    await end('mixed', 'SUCCESS');
    await end('mixed', 'FAILED');
    expect(await pausedOf('mixed')).toBe(false);
    await end('mixed', 'FAILED', { logicalDate: '2020-01-01T00:00:00Z' });
    expect(await pausedOf('mixed')).toBe(false);
    await end('mixed', 'FAILED');
    expect(await pausedOf('mixed')).toBe(true);
  });

  it('after an unpause only what ends later counts', async () => {
    await api.register({ spec: failing('again', 2) });
    await end('again', 'FAILED');
    await end('again', 'FAILED');
    expect(await pausedOf('again')).toBe(true);
    await unpause('again');
    await end('again', 'FAILED');
    expect(await pausedOf('again')).toBe(false);
    await end('again', 'FAILED');
    expect(await pausedOf('again')).toBe(true);
  });

  it('the latest version says how many', async () => {
    await api.register({ spec: failing('patient', 0) });
    await end('patient', 'FAILED');
    await end('patient', 'FAILED');
    expect(await pausedOf('patient')).toBe(false);
    await api.register({ spec: failing('patient', 1) });
    expect(await pausedOf('patient')).toBe(false);
    await end('patient', 'FAILED');
    expect(await pausedOf('patient')).toBe(true);
  });

  it('of two that fail at once, one sees the other', async () => {
    await api.register({ spec: { ...failing('both', 2), maxActiveRuns: 5 } });
    const runs = [await api.run({ dagId: 'both' }), await api.run({ dagId: 'both' })];
    await service.pool.query(`update dag_runs set admitted_at = null where dag_id = 'both'`);
    await Promise.all(runs.map(({ id }) => service.ask(SET, { input: { dagRunId: id, state: 'FAILED' } })));
    expect(await pausedOf('both')).toBe(true);
    expect(await api.rows(`select type from events where stream = 'dag-both' and type = 'DagPaused'`)).toHaveLength(1);
  });
});
