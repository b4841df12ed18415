import type { TestService } from './service.js';

/** A DAG of two tasks, `fetch` and then `load`, with parameters. */
export const spec = (id: string, more: object = {}): object => ({
  id,
  description: 'Seven days',
  tags: ['daily'],
  maxActiveRuns: 2,
  params: { city: { type: 'string', default: 'Paris', minLength: 1 }, days: { type: 'integer', default: 7 } },
  defaultArgs: { owner: 'data', retries: 2 },
  tasks: {
    load: { type: 'empty', upstream: [{ task: 'fetch', label: 'rows' }] },
    fetch: { type: 'bash', with: { command: 'echo {{ params.city }}' }, displayName: 'Fetch it' },
  },
  ...more,
});

const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename
  ... on DagRegistered { created dag { id paused owners tags description latestVersion { number hash } }
    version { number hash spec registeredBy { name } tasks { id type group triggerRule upstream downstream mapped spec } edges { from to label } } }
  ... on InvalidDag { issues { code message path line column } } ... on Refused { code message } } }`;
const SET_STATE = `mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename
  ... on DagRunCreated { dagRun { id runId state type logicalDate runAfter dataInterval { start end } conf params note triggeredBy { kind name }
    workflow { workflowId runId namespace } version { number } tasks { totalCount nodes { taskId state tryNumber maxTries operator pool queue displayName } }
    stateCounts { state count } } }
  ... on DagNotFound { message } ... on InvalidParams { issues { code path message } } ... on RunAlreadyExists { message dagRun { id } } ... on Refused { code message } } }`;

export type Answer = Record<string, never> & { __typename: string };
export interface TriggeredRun {
  id: string;
  runId: string;
  logicalDate: string | null;
  runAfter: string;
  dataInterval: { start: string; end: string } | null;
  workflow: object | null;
}

/** The mutations of DAGs and runs as specs call them. */
export interface Operations {
  register(input: object): Promise<Answer>;
  trigger(input: object): Promise<Answer>;
  /** The created run. */
  run(input: object): Promise<TriggeredRun>;
  /** A run that has ended in this state without an execution. Answers its id. */
  endedRun(input: object, state: 'FAILED' | 'SUCCESS'): Promise<string>;
  rows(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

export function operationsOf(service: TestService): Operations {
  const trigger = async (input: object): Promise<Answer> =>
    (await service.ask<{ triggerDag: Answer }>(TRIGGER, { input })).data.triggerDag;
  const run = async (input: object): Promise<TriggeredRun> =>
    ((await trigger(input)) as unknown as { dagRun: TriggeredRun }).dagRun;
  return {
    register: async (input) => (await service.ask<{ registerDag: Answer }>(REGISTER, { input })).data.registerDag,
    trigger,
    run,
    endedRun: async (input, state) => {
      const { id } = await run(input);
      // as if it had never been admitted: then it ends at once
      await service.pool.query('update dag_runs set admitted_at = null where id = $1', [id]);
      await service.ask(SET_STATE, { input: { dagRunId: id, state } });
      return id;
    },
    rows: async (sql, values = []) => (await service.pool.query(sql, values)).rows,
  };
}
