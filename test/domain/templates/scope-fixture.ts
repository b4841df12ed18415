import {
  airflowScope,
  type LookupResult,
  type TemplateFacts,
  type TemplateLimits,
} from '../../../src/domain/templates/index.js';
import type { Json } from '../../../src/domain/json.js';

export const facts: TemplateFacts = {
  dagId: 'weather',
  runId: 'scheduled__2026-01-05',
  dagRun: { state: 'running', runType: 'scheduled', startedAt: '2026-01-06T00:00:01.500Z' },
  logicalDate: '2026-01-05T00:00:00.000Z',
  dataInterval: { start: '2026-01-05T00:00:00.000Z', end: '2026-01-06T00:00:00.000Z' },
  task: { id: 'load', type: 'bash', owner: 'data' },
  tryNumber: 2,
  params: { city: 'Paris', days: 7, list: [3, 1, 2], flag: true, nothing: null },
  conf: { force: true },
  map: null,
  mapIndex: null,
  prev: {
    successfulDataInterval: { start: '2026-01-04T00:00:00.000Z', end: '2026-01-05T00:00:00.000Z' },
    successfulRun: { start: '2026-01-05T00:00:02.000Z', end: '2026-01-05T00:03:00.000Z' },
  },
  triggeringAssets: [
    {
      ...{ asset: 'orders', extra: { rows: 3 }, partition: 'eu', at: '2026-01-05T08:00:00.500Z' },
      source: { dagId: 'shop', dagRunId: 'r', runId: 'manual__1', taskId: 'load', mapIndex: -1, tryNumber: 1 },
    },
    { asset: 'orders', extra: {}, partition: null, at: '2026-01-05T09:00:00.000Z', source: null },
  ],
  partitionKey: 'eu',
  timezone: 'Europe/Paris',
};

export const xcoms: Record<string, Json> = {
  'fetch/return_value': [{ id: 1 }, { id: 2 }],
  'fetch/count': 2,
  'empty/return_value': null,
  'load/return_value': 'own',
};
const VARIABLES: Record<string, string> = { region: 'eu', settings: '{"deep":{"x":[1,2]}}', broken: '{' };
const CONNECTIONS: Record<string, Json> = {
  warehouse: {
    id: 'warehouse',
    type: 'postgres',
    host: 'db.example',
    port: 5432,
    login: 'etl',
    password: 's3cr3t',
    schema: 'dwh',
    extra: { token: 't0k3n', sslmode: 'require' },
  },
};

/** A scope over the fixture's data that notes what was asked and which secrets were reported. */
export function fixture(changes: Partial<TemplateFacts> = {}, limits: Partial<TemplateLimits> = {}) {
  const asked: string[] = [];
  const secrets: string[] = [];
  const answer = (table: Record<string, Json>, key: string, otherwise: string): Promise<LookupResult> => {
    asked.push(key);
    return Promise.resolve(
      Object.hasOwn(table, key) ? { ok: true, value: table[key] ?? null } : { ok: false, message: otherwise },
    );
  };
  const scope = airflowScope(
    { ...facts, ...changes },
    {
      lookups: {
        xcom: (task, key, indexes) =>
          answer(xcoms, `${task}/${key}${indexes ? `/${indexes.join('+')}` : ''}`, `the DAG has no task '${task}'`),
        variable: (name) => answer(VARIABLES, name, `there is no variable '${name}'`),
        connection: (id) => answer(CONNECTIONS, id, `there is no connection '${id}'`),
      },
      onSecret: (secret) => secrets.push(secret),
      limits,
    },
  );
  return { scope, asked, secrets };
}
