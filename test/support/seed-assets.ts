import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { recordAssetEvents } from '../../src/assets/index.js';
import { inTransaction } from '../../src/platform/database/transaction.js';
import type { JsonObject } from '../../src/domain/json.js';
import { seedRun } from './seed-run.js';
import type { TestService } from './service.js';

const actor = { kind: 'WORKER', id: 'w', name: 'w' } as const;

/** A name that nobody has used. */
export const named = (name: string): string => `${name}_${randomUUID().slice(0, 8)}`;

/** What a version says of an asset; without a task its schedule does. */
interface Says {
  task?: string;
  role: 'schedule' | 'inlet' | 'outlet';
  asset: string;
  alias?: boolean;
}

/** A DAG whose latest version says this of assets, with a run of it. Tasks wait for the one before them. */
async function seedAssets(
  pool: Pool,
  name: string,
  tasks: readonly string[],
  says: readonly Says[],
): Promise<{ dag: string; run: string }> {
  const dag = named(name);
  const spec = Object.fromEntries(
    tasks.map((id, i) => [id, { type: 'empty', upstream: tasks.slice(Math.max(0, i - 1), i) }]),
  );
  const run = await seedRun(pool, { id: dag, tasks: spec });
  for (const { task = null, role, asset, alias = false } of says) {
    await pool.query('insert into assets (name) values ($1) on conflict do nothing', [alias ? '-' : asset]);
    await pool.query(
      'insert into asset_references (dag_id, version, task_id, role, asset, is_alias) values ($1, 1, $2, $3, $4, $5)',
      [dag, task, role, asset, alias],
    );
  }
  return { dag, run };
}

/** An update that a task of the run has made. */
const updateAsset = (
  pool: Pool,
  asset: string,
  from: { dag: string; run: string },
  { alias = null, task = 'load' }: { alias?: string | null; task?: string } = {},
) =>
  inTransaction(pool, (tx) =>
    recordAssetEvents(tx, [
      {
        ...{ asset, extra: { rows: 1 }, partition: null, alias, actor, occurredAt: new Date().toISOString() },
        source: { dagId: from.dag, dagRunId: from.run, runId: 'r', taskId: task, mapIndex: -1, tryNumber: 1 },
      },
    ]),
  );

/** What a spec does with the assets of a service. */
export const catalogOf = (service: () => TestService) => ({
  seeded: (name: string, tasks: readonly string[], says: readonly Says[]) =>
    seedAssets(service().pool, name, tasks, says),
  updated: (asset: string, from: { dag: string; run: string }, more: { alias?: string; task?: string } = {}) =>
    updateAsset(service().pool, asset, from, more),
  /** The data of an answer without errors. */
  ask: async <Data = JsonObject>(query: string, variables: object = {}): Promise<Data> => {
    const { data, errors } = await service().ask<Data>(query, variables);
    expect(errors).toBeUndefined();
    return data;
  },
});
