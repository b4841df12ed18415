import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { indexPlan } from '../../../src/domain/runs/plan-index.js';
import { turn } from '../../../src/domain/runs/turn.js';
import { freshInputs } from '../../../src/domain/runs/fresh-inputs.js';
import { Notifier } from '../../../src/event-store/index.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { MessageReceivers } from '../../../test/support/message-receivers.js';
import { type NotificationReads, notificationReads } from '../../../test/support/notification-reads.js';
import { seedRun, settleTicket } from '../../../test/support/seed-run.js';
import { loudNotifier, NO_SECRETS, startRelay as startSpecRelay } from '../../../test/support/spec-relay.js';
import { RUN_SOURCE } from '../../../test/support/source-loader/run-source.js';
import { notifyOperators } from '../../notify/index.js';
import { createRunActivities, requestControl } from '../run/index.js';

const CHILD = fileURLToPath(new URL('../../../test/support/relay-child.ts', import.meta.url));

const ERROR = { type: 'BashExit', message: 'exit code 3', retryable: true };
const FAILED = { kind: 'FAILED', error: ERROR };

describe('notifications', () => {
  let db: FreshDatabase;
  let receivers: MessageReceivers;
  let run: ReturnType<typeof createRunActivities>;
  let read: NotificationReads;
  const logged: string[] = [];
  const errors: unknown[] = [];
  const relays: { stop(): Promise<void> }[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    db = await freshDatabase();
    run = createRunActivities(db.pool, new Notifier(db.pool), NO_SECRETS);
    receivers = await MessageReceivers.open();
    read = notificationReads(db.pool);
  });
  beforeEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await db.pool.query(`delete from notifications`);
    receivers.reset();
    [logged.length, errors.length] = [0, 0];
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    children.forEach((child) => child.kill('SIGKILL'));
    await receivers.close();
    await db.drop();
  });

  async function startRelay(): Promise<void> {
    const operators = [...notifyOperators, loudNotifier];
    relays.push(await startSpecRelay(db, { operators, connections: receivers.connections, logged, errors }));
  }
  const seed = (dag: object): Promise<string> =>
    seedRun(db.pool, { id: `dag_${randomUUID().slice(0, 8)}`, ...dag } as unknown as NormalizedDag);
  const bash = (more: object = {}) => ({ type: 'bash', with: { command: 'false' }, ...more });
  const claim = (dagRunId: string, now = Date.now()) => run.claim({ dagRunId, epoch: 1, now });
  /** The run's one task fails, and the run with it. */
  async function fail(dagRunId: string, taskId = 'a', tryNumber = 1): Promise<void> {
    await settleTicket(db.pool, { dagRunId, taskId, tryNumber }, FAILED);
    await claim(dagRunId);
  }
  const webhook = (more: object = {}) => ({ type: 'notify.webhook', with: { connection: 'hook', ...more } });

  it('of a failed run are exactly those that its DAG asks for, rendered and recorded', async () => {
    await startRelay();
    const id = await seed({
      notify: {
        onFailure: [
          {
            type: 'notify.email',
            with: {
              connection: 'mail',
              to: 'ada@example.com',
              subject: '{{ dag.id }} {{ dagRun.state }}',
              text: '{{ error.message }}',
            },
          },
          { type: 'notify.log', with: { message: '{{ event.type }} of {{ runId }}' } },
        ],
        onSuccess: [webhook()],
      },
      tasks: {
        a: bash({
          notify: {
            onFailure: [
              webhook({ path: 'task', json: { task: '{{ task.id }}', try: '{{ tryNumber }}', error: '{{ error }}' } }),
            ],
            onRetry: [webhook()],
          },
        }),
      },
    });
    await claim(id);
    await fail(id);
    await read.settled(id, 3);
    expect(receivers.mails).toHaveLength(1);
    expect(receivers.mails[0]?.to).toEqual(['ada@example.com']);
    expect(receivers.mails[0]?.raw).toMatch(/^Subject: dag_\w+ failed\r?$/m);
    expect(receivers.mails[0]?.raw).toContain('the run failed; failed tasks: a');
    expect(logged.filter((line) => line.startsWith('RunFailed'))).toEqual([`RunFailed of ${id}`]);
    expect(receivers.posted).toMatchObject([
      { url: '/task', body: { task: 'a', try: 1, error: { type: 'BashExit', message: 'exit code 3' } } },
    ]);
    const all = await read.rows(id);
    expect(all.map(({ level, trigger, type, state, tries }) => [level, trigger, type, state, tries])).toEqual([
      ['task', 'onFailure', 'notify.webhook', 'DELIVERED', 1],
      ['dag', 'onFailure', 'notify.email', 'DELIVERED', 1],
      ['dag', 'onFailure', 'notify.log', 'DELIVERED', 1],
    ]);
    const [hook, mail] = all;
    expect(receivers.posted[0]?.id).toBe(hook?.['id']);
    expect(receivers.mails[0]?.raw).toContain(`Message-ID: <${String(mail?.['id'])}@example.com>`);
    const told = await read.eventsOf(`notify-${String(hook?.['id'])}`);
    expect(told).toMatchObject([
      { type: 'NotificationDelivered', actor_name: 'worker one', dag_run_id: id, payload: { level: 'task', tries: 1 } },
    ]);
    expect((await read.eventsOf(`run-${id}`)).map(({ type }) => type)).toEqual([
      'RunCreated',
      'RunStarted',
      'TaskQueued',
      'TaskFailed',
      'RunFailed',
    ]);
  });

  it('come with the plain turns of a run, too: a retry, by recordTurn', async () => {
    const id = await seed({
      notify: { onRetry: [webhook({ json: '{{ error.message }}, next {{ event.payload.nextTryAt }}' })] },
      tasks: { a: bash({ retries: 1 }), b: bash() },
    });
    const claimed = await claim(id);
    if (claimed.kind !== 'claimed') throw new Error('not claimed');
    const index = indexPlan(claimed.plan);
    await settleTicket(db.pool, { dagRunId: id, taskId: 'a', tryNumber: 1 }, FAILED);
    const outcome = {
      taskId: 'a',
      mapIndex: -1,
      tryNumber: 1,
      outcome: { kind: 'FAILED' as const, error: ERROR },
      cause: null,
      waitingSince: null,
    };
    const inputs = freshInputs(index, claimed.state, { outcomes: [outcome], controls: [], redispatch: [] });
    const { events } = turn(index, claimed.state, inputs, Date.now());
    const input = { dagRunId: id, epoch: 1, base: claimed.state.version, events };
    expect((await run.recordTurn(input)).kind).toBe('recorded');
    expect((await run.recordTurn(input)).kind).toBe('diverged');
    expect((await read.rows(id)).map(({ trigger, event_type }) => [trigger, event_type])).toEqual([
      ['onRetry', 'TaskUpForRetry'],
    ]);
    await startRelay();
    await read.settled(id, 1);
    expect(String(receivers.posted[0]?.body)).toMatch(/^exit code 3, next 20/);
  });

  it('are sent once by many relays', async () => {
    const tasks = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`t${i}`, { type: 'empty' }]));
    const id = await seed({ defaultArgs: { notify: { onSuccess: [webhook()] } }, tasks });
    await Promise.all([startRelay(), startRelay(), startRelay()]);
    await claim(id);
    await read.settled(id, 30);
    expect(new Set(receivers.posted.map((one) => one.id)).size).toBe(30);
    expect(receivers.posted).toHaveLength(30);
    expect(errors).toEqual([]);
  });

  it('are sent again by the same id when the sender was killed before it could say so', async () => {
    const id = await seed({
      notify: { onFailure: [{ type: 'notify.webhook', with: { url: `${receivers.url}/killed` } }] },
      tasks: { a: bash() },
    });
    await claim(id);
    const child = spawn(process.execPath, [...RUN_SOURCE, CHILD, db.url, '8000'], { stdio: 'inherit' });
    children.push(child);
    receivers.onPost = async () => {
      receivers.onPost = async () => undefined;
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    };
    await fail(id);
    await vi.waitFor(() => expect(child.signalCode).toBe('SIGKILL'), { timeout: 90_000, interval: 50 });
    await startRelay();
    await read.settled(id, 1);
    expect(receivers.posted.map((one) => one.url)).toEqual(['/killed', '/killed']);
    expect(receivers.posted[0]?.id).toBe(receivers.posted[1]?.id);
    const [row] = await read.rows(id);
    expect(row).toMatchObject({ state: 'DELIVERED' });
    expect(row?.['tries']).toBeGreaterThan(1);
    expect((await read.eventsOf(`notify-${String(row?.['id'])}`)).map(({ type }) => type)).toEqual([
      'NotificationDelivered',
    ]);
  });

  it('that cannot be sent are tried again, given up after a day, and leave the run as it is', async () => {
    receivers.connections['late'] = { type: 'http', host: 'http://127.0.0.1:1' };
    const id = await seed({ notify: { onFailure: [webhook({ connection: 'late' })] }, tasks: { a: bash() } });
    await startRelay();
    await claim(id);
    await fail(id);
    const failedOnce = await vi.waitFor(
      async () => {
        const [row] = await read.rows(id);
        expect(row?.['last_error']).toMatchObject({ type: 'HttpNetwork' });
        return row;
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(failedOnce).toMatchObject({ state: 'PENDING', tries: 1, ended_at: null });
    const stream = `notify-${String(failedOnce?.['id'])}`;
    expect(await read.eventsOf(stream)).toMatchObject([
      { type: 'NotificationFailed', payload: { tries: 1, error: { type: 'HttpNetwork' } } },
    ]);
    const again = (tries: number): Promise<unknown> =>
      db.pool
        .query(`update notifications set tries = $2, next_at = now() where dag_run_id = $1`, [id, tries])
        .then(() => db.pool.query('notify continuo_notify'));
    await again(22);
    await read.settled(id, 1);
    expect(await read.rows(id)).toMatchObject([{ state: 'FAILED', tries: 23 }]);
    expect((await read.eventsOf(stream)).map(({ type }) => type)).toEqual([
      'NotificationFailed',
      'NotificationGivenUp',
    ]);
    expect(await read.stateOf(id)).toBe('FAILED');
    expect((await read.eventsOf(`run-${id}`)).at(-1)?.type).toBe('RunFailed');
  });

  it('find a connection that was mended meanwhile; secrets stand in no error', async () => {
    receivers.connections['shy'] = { type: 'generic', password: 'p4ssw0rd-of-shy' };
    const id = await seed({
      notify: { onFailure: [{ type: 'acme.loud', with: { connection: 'shy' } }, webhook({ connection: 'soon' })] },
      tasks: { a: bash() },
    });
    await startRelay();
    await claim(id);
    await fail(id);
    await vi.waitFor(
      async () => expect((await read.rows(id)).map((row) => row['last_error'] !== null)).toEqual([true, true]),
      { timeout: 30_000, interval: 50 },
    );
    const [shy, soon] = await read.rows(id);
    expect(shy?.['last_error']).toMatchObject({ message: 'cannot log in with ***' });
    expect(soon?.['last_error']).toMatchObject({ type: 'UnknownConnection' });
    expect(JSON.stringify(await read.eventsOf(`notify-${String(shy?.['id'])}`))).not.toContain('p4ssw0rd');
    receivers.connections['soon'] = receivers.connections['hook'] ?? {};
    await db.pool.query(`update notifications set next_at = now() where id = $1`, [soon?.['id']]);
    await db.pool.query('notify continuo_notify');
    await read.settled(id, 1);
    expect(receivers.posted.map((one) => one.id)).toEqual([soon?.['id']]);
  });

  it('tell of a run that a person fails while it waits for its place', async () => {
    const id = await seed({
      notify: { onFailure: [webhook({ json: '{{ dagRun.state }} because {{ event.reason }}' })] },
      tasks: { a: bash({ notify: { onFailure: [webhook()] } }) },
    });
    await db.pool.query('update dag_runs set admitted_at = null where id = $1', [id]);
    const actor = { kind: 'USER' as const, id: 'ada', name: 'Ada' };
    await inTransaction(db.pool, (tx) =>
      requestControl(tx, {
        dagRunId: id,
        request: { kind: 'setRunState', state: 'failed' },
        actor,
        reason: 'not today',
      }),
    );
    await startRelay();
    await read.settled(id, 1);
    expect(receivers.posted.map((one) => one.body)).toEqual(['failed because not today']);
  });

  it('tell of a missed deadline, once, with the task still running', async () => {
    await startRelay();
    const id = await seed({
      notify: { onSlaMiss: [webhook({ json: '{{ task.id }} was due {{ event.payload.deadline }}' })] },
      tasks: { a: bash({ sla: 'PT1M' }), b: bash() },
    });
    const start = Date.now();
    await claim(id, start);
    await claim(id, start + 60_000);
    await claim(id, start + 120_000);
    await read.settled(id, 1);
    expect(receivers.posted.map((one) => one.body)).toEqual([`a was due ${new Date(start + 60_000).toISOString()}`]);
    const { rows: instances } = await db.pool.query('select state from task_instances where dag_run_id = $1', [id]);
    expect(instances).toEqual([{ state: 'QUEUED' }, { state: 'QUEUED' }]);
  });

  it('are none where nobody asked', async () => {
    const id = await seed({ tasks: { a: bash() } });
    await claim(id);
    await fail(id);
    expect(await read.stateOf(id)).toBe('FAILED');
    expect(await read.rows(id)).toEqual([]);
  });
});
