import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approval } from '../../activities/core/approval/approval.js';
import type { OperatorDefinition } from '../../activities/sdk/index.js';
import { refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../test/support/engine.js';
import { settleTicket } from '../../test/support/seed-run.js';
import { startService, type TestService } from '../../test/support/service.js';
import type { JsonObject } from '../domain/json.js';

let service: TestService;
let worker: SpecWorker;
beforeAll(async () => {
  service = await startService();
  const db = { pool: service.pool, url: service.databaseUrl, drop: async () => undefined };
  worker = await specWorker(db, [approval as OperatorDefinition]);
});
afterAll(async () => {
  await worker.close();
  await service.stop();
});

/** A run whose task asks; its first poke is made. */
async function asking(given: JsonObject, more: JsonObject = {}): Promise<string> {
  const ask = { type: 'approval', with: { subject: 'Go?', ...given }, ...more };
  const run = await seedRun(service.pool, { ask, load: { type: 'empty', upstream: ['ask'] } });
  const first = await poke(run, 0);
  expect(first).toMatchObject({ kind: 'waiting', poke: 1 });
  return run;
}
const poke = (run: string, number: number) => worker.engine.attempt(refOf(run, 'ask', number));
const late = (run: string): Promise<unknown> =>
  service.pool.query(`update approvals set deadline_at = now() - interval '1 s' where dag_run_id = $1`, [run]);

type Answer = {
  __typename: string;
  code?: string;
  message?: string;
  approval?: JsonObject;
  issues?: { path: string }[];
};
async function respond(run: string, input: object, token?: string): Promise<Answer> {
  const { data } = await service.ask<{ respondToApproval: Answer }>(
    `mutation ($input: RespondToApprovalInput!) { respondToApproval(input: $input) { __typename
       ... on ApprovalResponded { approval { state chosen params note respondedBy { name } } }
       ... on InvalidParams { issues { path message } } ... on Refused { code message } } }`,
    { input: { dagRunId: run, taskId: 'ask', ...input } },
    token,
  );
  return data.respondToApproval;
}
async function listed(run: string, state?: string): Promise<JsonObject[]> {
  const { data } = await service.ask<{ approvals: { nodes: JsonObject[]; totalCount: number } }>(
    `query ($filter: ApprovalFilter) { approvals(filter: $filter) { totalCount nodes { id state subject choices { id label outcome follow } deadline } } }`,
    { filter: { dagRunId: run, ...(state === undefined ? {} : { state }) } },
  );
  expect(data.approvals.totalCount).toBe(data.approvals.nodes.length);
  return data.approvals.nodes;
}
const events = async (run: string): Promise<string[]> =>
  (
    await service.pool.query<{ type: string }>('select type from events where stream = $1 order by version', [
      `approval-${run}/ask/-1/1`,
    ])
  ).rows.map(({ type }) => type);
const result = async (run: string): Promise<unknown> => {
  const { rows } = await service.pool.query<{ value: string }>('select value from xcoms where dag_run_id = $1', [run]);
  return rows[0] === undefined ? null : (JSON.parse(rows[0].value) as unknown);
};
async function tokenOf(name: string, permissions: string[]): Promise<string> {
  const { data } = await service.ask<{ createToken: { secret: string } }>(
    'mutation ($input: CreateTokenInput!) { createToken(input: $input) { ... on TokenCreated { secret } } }',
    { input: { name, permissions } },
  );
  return data.createToken.secret;
}

describe('an approval', () => {
  it('asks once, waits without an owner, and goes on with the answer, which wakes it', async () => {
    const run = await asking({ form: { note: { type: 'string', default: 'none' }, rows: { type: 'integer' } } });
    expect(await rowOf(service.pool, 'task_instances', refOf(run, 'ask'))).toMatchObject({ state: 'AWAITING_INPUT' });
    expect(await rowOf(service.pool, 'tickets', refOf(run, 'ask'))).toMatchObject({ owner: null, woken: false });
    const [shown] = await listed(run, 'PENDING');
    expect(shown).toMatchObject({
      state: 'PENDING',
      subject: 'Go?',
      choices: [
        { id: 'approve', label: 'Approve', outcome: 'SUCCESS', follow: null },
        { id: 'reject', label: 'Reject', outcome: 'SKIP', follow: null },
      ],
    });
    const given = { choice: 'approve', params: { rows: 5 }, reason: 'looks good', idempotencyKey: `k-${run}` };
    const answered = await respond(run, given);
    expect(answered).toMatchObject({
      approval: { state: 'ANSWERED', chosen: ['approve'], params: { note: 'none', rows: 5 }, note: 'looks good' },
    });
    expect(await respond(run, given)).toEqual(answered);
    expect(await rowOf(service.pool, 'tickets', refOf(run, 'ask'))).toMatchObject({ woken: true });
    expect(await poke(run, 1)).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    expect(await result(run)).toMatchObject({
      choice: 'approve',
      choices: ['approve'],
      params: { note: 'none', rows: 5 },
      respondedBy: { name: 'admin' },
      note: 'looks good',
    });
    expect(await events(run)).toEqual(['ApprovalRequested', 'ApprovalResponded']);
    expect(await respond(run, { choice: 'reject' })).toMatchObject({
      code: 'ILLEGAL_STATE',
      message: 'admin has answered already',
    });
  });

  it.each([
    [{}, 'reject', { kind: 'SUCCESS', follow: { kind: 'shortCircuit', verdict: false } }],
    [
      { choices: [{ id: 'no', outcome: 'fail' }] },
      'no',
      { kind: 'FAILED', error: { type: 'ApprovalRejected', retryable: false } },
    ],
    [{ choices: [{ id: 'full', follow: ['load'] }, 'none'] }, 'full', { follow: { kind: 'branch', chosen: ['load'] } }],
    [{ choices: [{ id: 'part', follow: ['load'] }, 'all'] }, 'all', { kind: 'SUCCESS' }],
  ])('given %j and the answer %s, ends so', async (given, choice, outcome) => {
    const run = await asking(given);
    expect(await respond(run, { choice })).toMatchObject({ __typename: 'ApprovalResponded' });
    const end = await poke(run, 1);
    expect(end).toMatchObject({ outcome });
    expect('follow' in (end as { outcome: object }).outcome).toBe('follow' in outcome);
  });

  it('refuses what is no answer, and who may not answer, and tells the history of it', async () => {
    const run = await asking({ assignees: ['ann', 'AUDIT'], form: { n: { type: 'integer' } } });
    const [ann, bob] = [await tokenOf('ann', ['READ']), await tokenOf('bob', ['READ', 'RUN'])];
    expect(await respond(run, { choice: 'approve', params: { n: 1 } }, bob)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await respond(run, { params: { n: 1 } }, ann)).toMatchObject({ code: 'INVALID' });
    expect(await respond(run, { choice: 'maybe', params: { n: 1 } }, ann)).toMatchObject({ code: 'INVALID' });
    const both = { choice: 'approve', choices: ['reject'], params: { n: 1 } };
    expect(await respond(run, both, ann)).toMatchObject({ code: 'INVALID' });
    expect(await respond(run, { choice: 'approve', params: { n: 'x' } }, ann)).toMatchObject({
      issues: [{ path: 'params.n' }],
    });
    expect(await respond(run, { choice: 'approve', params: { m: 1 } }, ann)).toMatchObject({
      issues: [{ path: 'params.m' }, { path: 'params', message: expect.stringContaining('give it in params') }],
    });
    expect(await respond('nothing', { choice: 'approve' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rowOf(service.pool, 'tickets', refOf(run, 'ask'))).toMatchObject({ woken: false });
    expect(await respond(run, { choices: ['approve'], params: { n: 1 } }, ann)).toMatchObject({
      approval: { state: 'ANSWERED' },
    });
    expect(await events(run)).toEqual([
      'ApprovalRequested',
      ...Array<string>(4).fill('ApprovalRefused'),
      'ApprovalResponded',
    ]);
  });

  it('given no answer by the deadline, takes the default, or fails, or is skipped', async () => {
    const form = { rows: { type: 'integer', default: 3 } };
    const withDefault = await asking({ deadline: '1h', default: 'reject', form });
    const without = await asking({ deadline: '1h' });
    const soft = await asking({ deadline: '1h' }, { softFail: true });
    await Promise.all([withDefault, without, soft].map(late));
    expect(await respond(without, { choice: 'approve' })).toMatchObject({ message: 'the time to answer is over' });
    expect(await poke(withDefault, 1)).toMatchObject({ outcome: { follow: { kind: 'shortCircuit' } } });
    expect(await result(withDefault)).toMatchObject({ choice: 'reject', params: { rows: 3 }, respondedBy: null });
    expect(await poke(without, 1)).toMatchObject({ outcome: { error: { type: 'ApprovalTimeout', retryable: false } } });
    expect(await poke(soft, 1)).toMatchObject({ outcome: { kind: 'SKIPPED' } });
    expect(await listed(withDefault)).toMatchObject([{ state: 'DEFAULTED' }]);
    expect(await listed(without)).toMatchObject([{ state: 'EXPIRED' }]);
    expect(await events(withDefault)).toEqual(['ApprovalRequested', 'ApprovalDefaulted']);
    expect(await respond(withDefault, { choice: 'approve' })).toMatchObject({ code: 'ILLEGAL_STATE' });
  });

  it('has the timeout of the task for a deadline where it names none', async () => {
    const run = await asking({}, { timeout: 'P2D' });
    const [shown] = await listed(run);
    const left = Date.parse(String(shown?.['deadline'])) - Date.now();
    expect(left).toBeGreaterThan(2 * 86_400_000 - 60_000);
    expect(left).toBeLessThanOrEqual(2 * 86_400_000);
  });

  it('of many answers and the deadline at once, one counts', async () => {
    for (let i = 0; i < 5; i += 1) {
      const run = await asking({ deadline: '1h', default: 'reject' });
      await service.pool.query(
        `update approvals set deadline_at = clock_timestamp() + interval '15 ms' where dag_run_id = $1`,
        [run],
      );
      const answers = Array.from({ length: 8 }, () => respond(run, { choice: 'approve' }));
      const [settled, ...given] = await Promise.all([poke(run, 1), ...answers]);
      const won = given.filter((answer) => 'approval' in answer).length;
      const [shown] = await listed(run);
      expect(won).toBe(shown?.['state'] === 'ANSWERED' ? 1 : 0);
      const end = settled.kind === 'waiting' ? await late(run).then(() => poke(run, settled.poke)) : settled;
      expect(end).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
      expect(await result(run)).toMatchObject({ choice: won === 1 ? 'approve' : 'reject' });
    }
  });

  it('is CANCELLED when its task ended otherwise', async () => {
    const run = await asking({});
    await settleTicket(service.pool, { dagRunId: run, taskId: 'ask', tryNumber: 1 }, { kind: 'CANCELLED' });
    expect(await listed(run, 'PENDING')).toEqual([]);
    const [shown] = await listed(run, 'CANCELLED');
    expect(shown).toMatchObject({ state: 'CANCELLED' });
    expect(await respond(run, { choice: 'approve' })).toMatchObject({ message: 'the task does not wait any more' });
    const { data } = await service.ask(
      `{ approval(id: "${String(shown?.['id'])}") { state } none: approval(id: "x") { id } }`,
    );
    expect(data).toEqual({ approval: { state: 'CANCELLED' }, none: null });
  });

  it('pages, newest first', async () => {
    const first = await service.ask<{ approvals: { nodes: { id: string }[]; pageInfo: { endCursor: string } } }>(
      '{ approvals(first: 2) { nodes { id } pageInfo { endCursor hasNextPage } } }',
    );
    const second = await service.ask<{ approvals: { nodes: { id: string }[] } }>(
      `{ approvals(first: 2, after: "${first.data.approvals.pageInfo.endCursor}") { nodes { id } } }`,
    );
    const ids = [...first.data.approvals.nodes, ...second.data.approvals.nodes].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect([...ids].sort().reverse()).toEqual(ids);
  });
});
