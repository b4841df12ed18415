import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fail, notYet, ok, testDag } from '../index.js';

const orders = readFileSync(new URL('./orders.yaml', import.meta.url), 'utf8');
const rows = [{ id: 1 }, { id: 2 }];
const found = ok(['in/2026-03-01/eu.csv']);
const results = { wait_for_file: found, read: ok(rows), load: ok(2), tidy: ok() };

describe('orders', () => {
  it('loads what it has read', async () => {
    const run = await testDag(orders, { logicalDate: '2026-03-01', results });
    expect(run.state).toBe('success');
    expect(run.order).toEqual(['wait_for_file', 'read', 'enough', 'load', 'tidy']);
    expect(run.tasks.wait_for_file?.rendered).toEqual({ path: 'in/2026-03-01/eu.csv' });
    expect(run.tasks.load?.rendered).toMatchObject({ parameters: { rows: '[{"id": 1}, {"id": 2}]' } });
  });

  it('waits for the file, and tries again when it cannot be read', async () => {
    const file = [notYet(), notYet(), found];
    const read = [fail('FileUnusable'), ok(rows)];
    const run = await testDag(orders, { results: { ...results, wait_for_file: file, read } });
    expect(run.at('19m').wait_for_file).toBe('up_for_reschedule');
    expect(run.tasks.wait_for_file).toMatchObject({ pokes: 3, endedAt: '2026-01-01T00:20:00.000Z' });
    expect(run.tasks.read).toMatchObject({ state: 'success', tries: 2, endedAt: '2026-01-01T00:25:00.000Z' });
  });

  it('gives up after six hours without a file', async () => {
    const run = await testDag(orders, { results: { ...results, wait_for_file: notYet() } });
    expect(run.durationMs).toBe(6 * 3_600_000);
    expect(run.tasks.wait_for_file?.error?.type).toBe('SensorTimeout');
    expect(run.tasks.load?.state).toBe('upstream_failed');
  });

  it('loads nothing when there are too few rows, and stops a load that hangs', async () => {
    const few = await testDag(orders, { results: { ...results, read: ok([{ id: 1 }]) } });
    expect(few.tasks.load?.state).toBe('skipped');
    const hanging = await testDag(orders, { results: { ...results, load: ok(2, { duration: '3h' }) } });
    expect(hanging.tasks.load).toMatchObject({ state: 'failed', error: { type: 'Timeout' } });
    expect(hanging.tasks.tidy?.state).toBe('success');
  });
});
