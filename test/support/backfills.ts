import { expect } from 'vitest';
import { advanceBackfill } from '../../src/backfills/advance-backfill.js';
import { VersionReader } from '../../src/dags/index.js';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { admitRuns } from '../../src/runs/index.js';
import { operationsOf, spec } from './operations.js';
import type { TestService } from './service.js';

export interface BackfillView {
  id: string;
  state: string;
  waits: string | null;
  total: number;
  finished: number;
  failed: number;
  pending: number;
  planned: { ordinal: number; logicalDate: string; action: string }[];
  skipped: { logicalDate: string; reason: string }[];
  runs: { nodes: { id: string; runId: string; type: string; state: string; logicalDate: string }[] };
}
export const BACKFILL_FIELDS = `id state waits total finished failed pending dryRun endedAt planned { ordinal logicalDate action } skipped { logicalDate reason }
  runs(first: 100) { nodes { id runId type state logicalDate conf dataInterval { start end } triggeredBy { kind name } backfill { id } } }`;
const CREATE = `mutation ($input: CreateBackfillInput!) { createBackfill(input: $input) { __typename
  ... on BackfillCreated { backfill { ${BACKFILL_FIELDS} } } ... on BackfillRefused { code message } ... on DagNotFound { message } } }`;

export const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-06T00:00:00Z' };

/** What a spec does with the backfills of a daily DAG; `goOn` is what the relay does. */
export function backfillsOf(service: () => TestService, dag: () => string) {
  const api = () => operationsOf(service());
  const versions = new VersionReader();
  const define = async (more: object): Promise<void> => {
    const answer = await api().register({ spec: spec(dag(), { schedule: '@daily', paused: false, ...more }) });
    expect(answer.__typename).toBe('DagRegistered');
  };

  const ask = async (
    input: object = {},
  ): Promise<{ __typename: string; code?: string; message?: string; backfill: BackfillView }> => {
    const { data } = await service().ask<{ createBackfill: never }>(CREATE, {
      input: { dagId: dag(), ...range, ...input },
    });
    return data.createBackfill;
  };
  const create = async (input: object = {}): Promise<string> => {
    const answer = await ask(input);
    expect(answer).toMatchObject({ __typename: 'BackfillCreated' });
    return answer.backfill.id;
  };
  const show = async (id: string): Promise<BackfillView> => {
    const { data } = await service().ask<{ backfill: BackfillView }>(
      `query ($id: ID!) { backfill(id: $id) { ${BACKFILL_FIELDS} } }`,
      { id },
    );
    return data.backfill;
  };
  const change = async (what: 'pause' | 'resume' | 'cancel', id: string): Promise<Record<string, unknown>> => {
    const { data } = await service().ask<{ result: Record<string, unknown> }>(
      `mutation ($id: ID!) { result: ${what}Backfill(id: $id, reason: "why") { __typename ... on BackfillChanged { backfill { state } } ... on Refused { code } } }`,
      { id },
    );
    return data.result;
  };
  /** As the relay does, until nothing is left to do. */
  const goOn = async (id: string): Promise<void> => {
    for (let i = 0; i < 100; i += 1) {
      const before = JSON.stringify(await marks(id));
      await advanceBackfill(service().pool, versions, id);
      if (JSON.stringify(await marks(id)) === before) return;
    }
  };
  const marks = (id: string) =>
    api().rows(
      'select b.state, (select array_agg(d.state order by ordinal) from backfill_dates d where d.backfill_id = b.id) from backfills b where id = $1',
      [id],
    );
  /** Leaves runs as the last turn of their execution does; without Temporal there is none. */
  const end = async (ids: readonly string[], state: 'SUCCESS' | 'FAILED' = 'SUCCESS'): Promise<void> => {
    await service().pool.query('update dag_runs set state = $2, ended_at = clock_timestamp() where id = any($1)', [
      ids,
      state,
    ]);
    await inTransaction(service().pool, (tx) => admitRuns(tx, dag()));
  };
  const open = async (): Promise<{ id: string; day: string; admitted: boolean }[]> =>
    (await api().rows(
      `select id, to_char(logical_date at time zone 'UTC', 'DD') as day, admitted_at is not null as admitted from dag_runs
     where dag_id = $1 and ended_at is null order by backfill_ordinal nulls first`,
      [dag()],
    )) as never;
  const pauseDag = (paused: boolean) =>
    service().ask(
      'mutation ($id: ID!, $paused: Boolean!) { setDagPaused(dagId: $id, paused: $paused) { __typename } }',
      {
        id: dag(),
        paused,
      },
    );
  /** A run of that day; one that is to end does so before it is admitted, which needs no execution. */
  const existing = async (day: string, state: 'SUCCESS' | 'FAILED' | null): Promise<string> => {
    await pauseDag(state !== null);
    const { id } = await api().run({ dagId: dag(), logicalDate: `2026-01-${day}T00:00:00Z` });
    if (state === null) return id;
    const { data } = await service().ask(
      'mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename } }',
      { input: { dagRunId: id, state } },
    );
    expect(data).toEqual({ setDagRunState: { __typename: 'ControlApplied' } });
    await pauseDag(false);
    return id;
  };
  const events = (id: string) =>
    api().rows(
      `select type, actor_name as by, reason, dag_run_id as run, payload from events where stream = $1 order by version`,
      [`backfill-${id}`],
    );

  return { versions, define, ask, create, show, change, goOn, end, open, pauseDag, existing, events };
}
