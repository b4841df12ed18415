import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../test/support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => service.stop());

const SPEC = {
  id: 'weather',
  description: 'Seven days',
  tags: ['daily'],
  maxActiveRuns: 2,
  params: { city: { type: 'string', default: 'Paris', minLength: 1 }, days: { type: 'integer', default: 7 } },
  defaultArgs: { owner: 'data', retries: 2 },
  tasks: {
    fetch: { type: 'bash', with: { command: 'echo {{ params.city }}' } },
    load: { type: 'empty', upstream: ['fetch'] },
  },
};
const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename
  ... on DagRegistered { created dag { id paused owners tags description latestVersion { number hash } } version { number tasks { id type triggerRule upstream downstream mapped spec } edges { from to label } } }
  ... on InvalidDag { issues { code message path line column } } ... on Refused { code message } } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename
  ... on DagRunCreated { dagRun { id runId state type logicalDate runAfter dataInterval { start end } conf params note triggeredBy { name } workflow { workflowId runId namespace } version { number }
    tasks { totalCount nodes { taskId state tryNumber maxTries operator pool queue } } stateCounts { state count } } }
  ... on DagNotFound { message } ... on InvalidParams { issues { code path message } } ... on RunAlreadyExists { message dagRun { id } } ... on Refused { code message } } }`;

const register = async (input: object) =>
  (await service.ask<{ registerDag: Record<string, unknown> & { __typename: string } }>(REGISTER, { input })).data.registerDag;
const trigger = async (input: object) =>
  (await service.ask<{ triggerDag: Record<string, unknown> & { __typename: string; dagRun: { id: string; runId: string; state: string } } }>(TRIGGER, { input }))
    .data.triggerDag;

describe('the thin path', () => {
  it('a DAG is registered, triggered and read', async () => {
    expect(await register({ spec: SPEC })).toMatchObject({
      __typename: 'DagRegistered',
      created: true,
      dag: { id: 'weather', owners: ['data'], latestVersion: { number: 1 } },
    });
    const run = await trigger({ dagId: 'weather', conf: { city: 'Oslo' }, note: 'first' });
    expect(run).toMatchObject({
      dagRun: { state: 'QUEUED', params: { city: 'Oslo', days: 7 }, tasks: { totalCount: 2, nodes: [{ taskId: 'fetch', state: 'NONE', maxTries: 3 }, { taskId: 'load' }] } },
    });
  });
});
