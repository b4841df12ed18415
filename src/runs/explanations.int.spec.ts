import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim } from '../../activities/engine/run/claim.js';
import { RecentHeads } from '../../activities/engine/run/recent-heads.js';
import { recordTurn } from '../../activities/engine/run/record-turn.js';
import type { RunDeps } from '../../activities/engine/run/run-deps.js';
import { DagCache } from '../../activities/engine/context/dag-cache.js';
import { SlotGranter } from '../../activities/engine/slots/slot-granter.js';
import { backfillsOf } from '../../test/support/backfills.js';
import { type Operations, operationsOf } from '../../test/support/operations.js';
import { ended, failed, mappedOver, succeeded } from '../../test/support/run-builder.js';
import { startService, type TestService } from '../../test/support/service.js';
import { indexPlan } from '../domain/runs/plan-index.js';
import type { RunInput } from '../domain/runs/run-inputs.js';
import { turn } from '../domain/runs/turn.js';
import { Notifier } from '../event-store/index.js';

let service: TestService;
let api: Operations;
let deps: RunDeps;
beforeAll(async () => {
  service = await startService();
  api = operationsOf(service);
  const { pool } = service;
  deps = {
    pool,
    notifier: new Notifier(pool),
    dags: new DagCache(pool),
    heads: new RecentHeads(),
    slots: new SlotGranter(pool, () => undefined),
  };
});
afterAll(async () => service.stop());

/** A turn of the run over these inputs, as its workflow would make it. */
async function play(dagRunId: string, ...inputs: RunInput[]): Promise<void> {
  const claimed = await claim(deps, { dagRunId, epoch: 1 });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  const { events } = turn(indexPlan(claimed.plan), claimed.state, inputs, Date.now());
  const answer = await recordTurn(deps, { dagRunId, epoch: 1, base: claimed.state.version, events });
  if (answer.kind !== 'recorded') throw new Error(answer.kind);
}

interface Explained {
  summary: string;
  reason: string;
  rule: string;
  upstream: Record<string, number>;
  blockedBy: string[];
  facts: Record<string, unknown>;
}
/** By `task` or `task[i]`. */
async function explained(id: string): Promise<Record<string, Explained>> {
  interface Node {
    taskId: string;
    mapIndex: number;
    explanation: Explained;
  }
  const { data, errors } = await service.ask<{ dagRun: { tasks: { nodes: Node[] } } }>(
    'query ($id: ID!) { dagRun(id: $id) { tasks { nodes { taskId mapIndex explanation { summary reason rule upstream blockedBy facts } } } } }',
    { id },
  );
  expect(errors).toBeUndefined();
  const name = ({ taskId, mapIndex }: Node): string => (mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`);
  return Object.fromEntries(data.dagRun.tasks.nodes.map((node) => [name(node), node.explanation]));
}

const bash = (upstream: string[] = [], more: object = {}): object => ({
  type: 'bash',
  with: { command: 'true' },
  upstream,
  ...more,
});
async function begun(id: string, tasks: object, more: object = {}, input: object = {}): Promise<string> {
  await api.register({ spec: { id, tasks, ...more } });
  const run = await api.run({ dagId: id, ...input });
  await play(run.id);
  return run.id;
}

describe('explanations', () => {
  it('follow the run from turn to turn', async () => {
    const id = await begun('steps', { a: bash(), b: bash(['a'], { queue: 'gpu' }), c: bash(['a', 'b']) });
    expect(await explained(id)).toMatchObject({
      a: { reason: 'WORKER', summary: 'try 1 of 1 waits for a worker of queue "default"', upstream: {} },
      b: { reason: 'UPSTREAM', blockedBy: ['a'], upstream: { QUEUED: 1 } },
      c: {
        reason: 'UPSTREAM',
        rule: 'ALL_SUCCESS',
        summary: 'waits for 2 of 2 upstream tasks (a, b) under the rule all_success',
        upstream: { QUEUED: 1, NONE: 1 },
        facts: { rule: { name: 'all_success', counts: { upstream: 2, done: 0 } } },
      },
    });
    await play(id, succeeded('a'));
    expect(await explained(id)).toMatchObject({
      a: { reason: 'SUCCEEDED' },
      b: { reason: 'WORKER', facts: { queue: { name: 'gpu', overdueAt: null } } },
      c: { blockedBy: ['b'], upstream: { SUCCESS: 1, QUEUED: 1 } },
    });
    await play(id, failed('b'));
    expect(await explained(id)).toMatchObject({
      b: {
        reason: 'FAILED',
        summary: 'failed in try 1 of 1: BashExit: exit 1; no try is left',
        facts: { error: { type: 'BashExit' } },
      },
      c: { reason: 'UPSTREAM_FAILED', blockedBy: ['b'], facts: { cause: 'trigger rule all_success' } },
    });
  });

  it('tell who passed a task over, and that nobody waits for what a branch did not choose', async () => {
    const id = await begun('forked', { pick: bash(), left: bash(['pick']), right: bash(['pick']) });
    await play(id, ended('pick', { kind: 'SUCCESS', follow: { kind: 'branch', chosen: ['right'] } }));
    expect(await explained(id)).toMatchObject({
      left: { reason: 'SKIPPED', summary: 'skipped: not chosen by pick' },
      right: { reason: 'WORKER' },
    });
  });

  it('count the instances of mapped tasks, and name the limit that keeps one', async () => {
    const map = { map: { x: [1, 2, 3] }, maxActivePerRun: 2 };
    const id = await begun('many', { m: bash([], map), z: bash(['m']) });
    expect(await explained(id)).toMatchObject({ m: { reason: 'ITEMS' }, z: { blockedBy: ['m'] } });
    await play(id, mappedOver('m', 3));
    expect(await explained(id)).toMatchObject({
      'm[1]': { reason: 'WORKER' },
      'm[2]': { reason: 'LIMIT', blockedBy: ['maxActivePerRun'], facts: { limits: [{ used: 2, of: 2 }] } },
      z: { upstream: { QUEUED: 2, NONE: 1 } },
    });
  });

  it('look at the run before, where that is what keeps a task', async () => {
    const dependsOnPast = true;
    const tasks = {
      a: bash([], { dependsOnPast }),
      b: bash([], { dependsOnPast, waitForDownstream: true }),
      c: bash(['b']),
    };
    await api.register({ spec: { id: 'past', tasks } });
    const monday = await api.run({ dagId: 'past', runId: 'monday', logicalDate: '2026-01-05T00:00:00Z' });
    const { id } = await api.run({ dagId: 'past', runId: 'tuesday', logicalDate: '2026-01-06T00:00:00Z' });
    await play(id);
    expect(await explained(id)).toMatchObject({
      a: {
        reason: 'PAST',
        summary: 'waits for the run before: there it is not started in monday (dependsOnPast)',
        blockedBy: ['monday'],
        facts: { past: { runId: 'monday', state: 'NONE' } },
      },
    });
    await service.pool.query(
      `update task_instances set state = case task_id when 'b' then 'SUCCESS' else 'FAILED' end where dag_run_id = $1`,
      [monday.id],
    );
    expect(await explained(id)).toMatchObject({
      a: { summary: 'waits for the run before: there it is failed in monday (dependsOnPast)' },
      b: {
        summary: 'waits for the run before: in monday a task directly below it has not succeeded (waitForDownstream)',
      },
    });
  });

  it('tell what a ticket knows: its worker, lost attempts, people, a job elsewhere', async () => {
    const ask = { type: 'approval', with: { subject: 'Ship it?', choices: ['yes', 'no'] } };
    const id = await begun('known', { a: bash(), b: bash(), c: ask });
    const key = (taskId: string) => ({ taskId, mapIndex: -1, tryNumber: 1 });
    const wait = (taskId: string, as: 'awaiting_input' | 'deferred'): RunInput => ({
      ...{ kind: 'waiting', key: key(taskId), poke: 1, nextAt: Date.now() + 60_000, waitingSince: Date.now() },
      cause: null,
      as,
    });
    await play(id, wait('b', 'deferred'), wait('c', 'awaiting_input'));
    const { pool } = service;
    await pool.query(
      `update tickets set owner = case when task_id = 'a' then gen_random_uuid() end, lost_count = case when task_id = 'a' then 1 else 0 end,
         has_job = task_id = 'b', waits_as = case when task_id = 'c' then 'awaiting_input' end where dag_run_id = $1`,
      [id],
    );
    await pool.query(
      `insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, started_at, worker) values ($1, 'a', -1, 1, 2, '2026-01-01T00:00:00Z', 'w7')`,
      [id],
    );
    await pool.query(
      `insert into approvals (id, dag_id, dag_run_id, task_id, map_index, try_number, subject, choices, multiple, form, assignees, deadline_at, requested_at, state)
       values ('p1', 'known', $1, 'c', -1, 1, 'Ship it?', '[]', false, '{}', '{bob}', '2036-01-01T00:00:00Z', now(), 'PENDING')`,
      [id],
    );
    await pool.query(
      `insert into remote_jobs (dag_run_id, task_id, map_index, try_number, operator, queue, token, remote_id, since, head, head_hash)
       values ($1, 'b', -1, 1, 'http.job', 'default', 't', 'j-9', '2026-01-01T00:00:00Z', 0, 'h')`,
      [id],
    );
    expect(await explained(id)).toMatchObject({
      a: {
        reason: 'RUNNING',
        summary: 'try 1 of 1 is running on worker w7 since 2026-01-01T00:00:00.000Z, after 1 lost attempt',
        facts: { lost: 1 },
      },
      b: {
        reason: 'JOB',
        summary: expect.stringContaining('waits for job j-9 of http.job; it is looked at again at '),
        facts: { job: { id: 'j-9' } },
      },
      c: { reason: 'PEOPLE', summary: 'waits for bob to answer "Ship it?", until 2036-01-01T00:00:00.000Z' },
    });
  });

  it('tell the place in the queue of a pool', async () => {
    const { pool } = service;
    await pool.query(`insert into limits (kind, id, slots) values ('pool', 'db', 1)`);
    const waits = { pool: 'db' };
    const id = await begun('pooled', { a: bash([], waits), b: bash([], waits), c: bash([], waits) });
    const said = Object.values(await explained(id));
    expect(said.map(({ reason }) => reason).sort()).toEqual(['SLOTS', 'SLOTS', 'WORKER']);
    const waiting = said.filter(({ reason }) => reason === 'SLOTS');
    expect(waiting.map(({ summary }) => summary)).toEqual([
      "try 1 of 1 waits for 1 of pool db's 1 slots, position 1",
      "try 1 of 1 waits for 1 of pool db's 1 slots, position 2",
    ]);
    expect(waiting[1]).toMatchObject({ blockedBy: ['pool db'], facts: { slots: { position: 2, occupied: 1 } } });
  });

  it('name the limit of runs, and the pause of the DAG', async () => {
    await api.register({ spec: { id: 'full', tasks: { a: bash() }, maxActiveRuns: 1 } });
    await api.run({ dagId: 'full' });
    const { id } = await api.run({ dagId: 'full' });
    expect(await explained(id)).toMatchObject({
      a: { reason: 'RUN_QUEUED', blockedBy: ['maxActiveRuns'], facts: { limit: { used: 1, of: 1 } } },
    });
    await service.pool.query(`update dags set paused = true where id = 'full'`);
    expect(await explained(id)).toMatchObject({ a: { reason: 'DAG_PAUSED', facts: { pause: { of: ['dag'] } } } });
  });

  it('name the limit of a backfill for its runs, which count for no other', async () => {
    const backfills = backfillsOf(
      () => service,
      () => 'old',
    );
    await backfills.define({ maxActiveRuns: 1, startDate: '2040-01-01' });
    const run = await api.run({ dagId: 'old' });
    const id = await backfills.create({ maxActiveRuns: 1 });
    await backfills.goOn(id);
    const { runs } = await backfills.show(id);
    const said = await Promise.all(runs.nodes.map(async (each) => Object.values(await explained(each.id))[0]));
    const summary = 'the run is queued until fewer runs of its backfill are active (maxActiveRuns): 1 run of 1';
    const facts = { limit: { used: 1, of: 1 }, backfillId: id };
    expect(said.filter((each) => each?.reason === 'RUN_QUEUED')).toMatchObject([
      { summary, blockedBy: [`backfill ${id}`], facts },
    ]);
    expect(Object.values(await explained(run.id))[0]).toMatchObject({ reason: 'RUN_STARTING' });
    await backfills.change('pause', id);
    const paused = await Promise.all(runs.nodes.map(async (each) => Object.values(await explained(each.id))[0]));
    expect(paused.map((each) => each?.summary)).toContain('the run is queued because its backfill is paused');
  });
});
