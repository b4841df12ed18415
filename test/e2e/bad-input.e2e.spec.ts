import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Member } from './support/api.js';
import { taskOf } from './support/api.js';
import { Here } from './support/here.js';

const here = new Here();
const MIB = 1024 * 1024;
const bash = (command: string, more: object = {}): object => ({ type: 'bash', with: { command }, ...more });
/** A process that does not listen, and neither do its children. */
const STUBBORN = `trap '' TERM; echo $$; while :; do sleep 0.2; done`;

/** Started at once, as each takes its ten seconds of grace; their tests come last. */
let cancelled: Promise<string>;
let timedOut: Promise<string>;

beforeAll(async () => {
  await here.open();
  cancelled = here.api
    .define('stubborn_cancel', { stay: bash(STUBBORN) })
    .then((id) => here.api.start(id))
    .then(async (id) => {
      await here.api.until(id, (run) => taskOf(run, 'stay').attempts.length === 1);
      return id;
    });
  timedOut = here.api
    .define('stubborn_timeout', { stay: bash(STUBBORN, { executionTimeout: '1s' }) })
    .then((id) => here.api.start(id));
  await Promise.all([cancelled, timedOut]);
});
afterAll(() => here.close());
afterEach(async () => {
  expect(await here.isUp()).toBe(true);
});

/** Everything that a registration or a trigger leaves behind. */
const traces = async (): Promise<unknown> =>
  await here.rows(`select (select count(*) from dags) as dags, (select count(*) from dag_versions) as versions, (select count(*) from dag_runs) as runs,
    (select count(*) from events where stream like 'dag-%' or type = 'RunCreated') as events, (select count(*) from idempotency_keys) as keys`);

async function leavesNothing<T>(work: () => Promise<T>): Promise<T> {
  const before = await traces();
  const answer = await work();
  expect(await traces()).toEqual(before);
  return answer;
}
const codes = (answer: Member): string[] => ((answer['issues'] ?? []) as { code: string }[]).map(({ code }) => code);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const REGISTER =
  'mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename ... on InvalidDag { issues { code message path } } ... on Refused { code message } } }';
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename ... on DagRunCreated { dagRun { id conf params } }
  ... on InvalidParams { issues { code path message } } ... on Refused { code message } } }`;
/** Variables as text, so that they may hold what no JavaScript value can. */
const raw = (query: string, variables: string): string => `{"query":${JSON.stringify(query)},"variables":${variables}}`;

describe('a DAG that cannot be one', () => {
  it.each([
    ['unparsable YAML', 'id: x\ntasks: [a, {b', 'SYNTAX', 2],
    ['a tab where YAML allows none', 'id: x\ntasks:\n\ta: { type: empty }', 'SYNTAX', 3],
    ['a NUL byte', 'id: nul\0\ntasks: { a: { type: empty } }', 'SYNTAX', 1],
    ['an unknown operator', 'id: x\ntasks:\n  a: { type: nonsense }\n', 'UNKNOWN_OPERATOR', 3],
    [
      'an undefined name in a template',
      'id: x\ntasks:\n  a:\n    type: bash\n    with: { command: "echo {{ nonsense }}" }\n',
      'BAD_TEMPLATE',
      5,
    ],
    [
      'a template that does not end',
      'id: x\ntasks:\n  a:\n    type: bash\n    with: { command: "{% for i in x %}" }\n',
      'BAD_TEMPLATE',
      5,
    ],
    ['__proto__ as a key', 'id: x\n__proto__: { paused: true }\ntasks: { a: { type: empty } }\n', 'UNKNOWN_KEY', 2],
    [
      'constructor as a key of a task',
      'id: x\ntasks:\n  a: { type: empty, constructor: { prototype: 1 } }\n',
      'UNKNOWN_KEY',
      3,
    ],
    [
      'aliases that explode',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
        .join('\n')}\n`,
      'TOO_LARGE',
      null,
    ],
  ])('given %s, tells the place and keeps nothing', async (_what, source, code, line) => {
    const answer = await leavesNothing(() =>
      here.api.register({ source, idempotencyKey: 'bad' }).then(async (first) => {
        await here.rows(`delete from idempotency_keys where key = 'bad'`);
        return first;
      }),
    );
    expect(answer.__typename).toBe('InvalidDag');
    expect(answer['issues']).toContainEqual(expect.objectContaining({ code, ...(line === null ? {} : { line }) }));
  });

  it('given 10 MB, answers 413 without reading on', async () => {
    const input = { source: `id: large\ndescription: ${'x'.repeat(10 * MIB)}\ntasks: { a: { type: empty } }` };
    const answer = await leavesNothing(() => here.api.post(JSON.stringify({ query: REGISTER, variables: { input } })));
    expect(answer).toMatchObject({ status: 413, errors: [{ message: expect.stringContaining('8') }] });
  });

  it(
    'given 100 000 tasks in 6 MB, says TOO_LARGE while the service goes on answering',
    { timeout: 60_000 },
    async () => {
      const tasks = Object.fromEntries(
        Array.from({ length: 100_000 }, (_, i) => [`task_${i}`, { type: 'empty', doc: 'x'.repeat(10) }]),
      );
      const registering = leavesNothing(() => here.api.register({ spec: { id: 'many', tasks } }));
      expect(await here.isUp()).toBe(true);
      const answer = await registering;
      expect([answer.__typename, codes(answer)]).toEqual(['InvalidDag', expect.arrayContaining(['TOO_LARGE'])]);
    },
  );

  it.each([
    [
      'as JSON',
      (deep: string) =>
        `{"input":{"spec":{"id":"deep","tasks":{"a":{"type":"bash","with":{"command":"true","env":${deep}}}}}}}`,
    ],
    [
      'as JSON text',
      (deep: string) => JSON.stringify({ input: { format: 'JSON', source: `{"id":"deep","tasks":${deep}}` } }),
    ],
    ['as YAML text', (deep: string) => JSON.stringify({ input: { source: `id: deep\ntasks: ${deep}` } })],
  ])('given 10 000 levels %s, refuses', async (_how, variables) => {
    const { data, errors } = await leavesNothing(() => here.api.post(raw(REGISTER, variables(nested(10_000)))));
    const answer = data?.['registerDag'] as Member | undefined;
    expect(answer?.__typename ?? errors?.[0]?.extensions?.code).toMatch(/^(InvalidDag|BAD_USER_INPUT)$/);
    expect(JSON.stringify(answer ?? errors)).toMatch(/deep/);
  });

  it('given __proto__ in JSON, names the key', async () => {
    const variables =
      '{"input":{"spec":{"id":"proto","__proto__":{"paused":true},"tasks":{"__proto__":{"type":"empty"},"a":{"type":"empty","__proto__":{}}}}}}';
    const { data } = await leavesNothing(() => here.api.post(raw(REGISTER, variables)));
    expect(data).toMatchObject({
      registerDag: {
        __typename: 'InvalidDag',
        issues: expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('__proto__') })]),
      },
    });
  });
});

describe('a trigger that cannot be', () => {
  beforeAll(async () => {
    await here.api.define(
      'picky',
      { a: { type: 'empty' } },
      { params: { days: { type: 'integer', minimum: 1, maximum: 14 }, city: { type: 'string', default: 'Paris' } } },
    );
    await here.api.start('picky', { runId: 'taken', conf: { days: 1 } });
  });

  it.each([
    ['an unknown DAG', { dagId: 'nobody' }, { __typename: 'DagNotFound' }],
    [
      'a missing param',
      { dagId: 'picky' },
      { __typename: 'InvalidParams', issues: [{ code: 'MISSING_KEY', path: 'conf' }] },
    ],
    [
      'a param of another type',
      { dagId: 'picky', conf: { days: '7' } },
      { __typename: 'InvalidParams', issues: [{ path: 'conf.days' }] },
    ],
    [
      'two wrong params, both told',
      { dagId: 'picky', conf: { days: 15, city: null } },
      { __typename: 'InvalidParams', issues: [{}, {}] },
    ],
    ['conf that is no object', { dagId: 'picky', conf: 'days' }, { __typename: 'InvalidParams' }],
    [
      'a run id that is taken',
      { dagId: 'picky', runId: 'taken', conf: { days: 2 } },
      { __typename: 'RunAlreadyExists', dagRun: { runId: 'taken' } },
    ],
    [
      'a run id with a slash',
      { dagId: 'picky', runId: '../x', conf: { days: 2 } },
      { __typename: 'Refused', code: 'INVALID' },
    ],
    ['a NUL in a note', { dagId: 'picky', note: 'a\0', conf: { days: 2 } }, { __typename: 'Refused', code: 'INVALID' }],
  ])('given %s, says so and creates nothing', async (_what, input, expected) => {
    expect(await leavesNothing(() => here.api.trigger(input))).toMatchObject(expected);
  });

  it('given 10 000 levels of conf, refuses', async () => {
    const variables = `{"input":{"dagId":"picky","conf":{"days":1,"deep":${nested(10_000)}}}}`;
    const { errors } = await leavesNothing(() => here.api.post(raw(TRIGGER, variables)));
    expect(errors).toMatchObject([
      { message: expect.stringContaining('deeper than'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('given __proto__ in conf, it is data or refused, and changes no object', async () => {
    const variables = '{"input":{"dagId":"picky","conf":{"days":1,"__proto__":{"city":"Oslo","polluted":1}}}}';
    const { data } = await here.api.post(raw(TRIGGER, variables));
    const answer = data?.['triggerDag'] as Member & { dagRun?: { params: object } };
    expect(answer.dagRun?.params ?? { city: 'Paris' }).toMatchObject({ city: 'Paris' });
    const next = await here.api.view(await here.api.start('picky', { conf: { days: 1 } }));
    expect(next.params).toEqual({ city: 'Paris', days: 1 });
  });
});

describe('a request that is not for us', () => {
  const spread = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join(' ');

  it.each([
    ['a wrong token', { authorization: 'Bearer nonsense' }],
    ['no token', { authorization: '' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])("given %s, answers 401 in GraphQL's shape", async (_what, headers) => {
    const answer = await leavesNothing(() =>
      here.api.post(
        JSON.stringify({ query: 'mutation { setDagPaused(dagId: "picky", paused: true) { __typename } }' }),
        headers,
      ),
    );
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('given a wrong token, closes the socket with 4401', async () => {
    const socket = new WebSocket(here.endpoint.graphql.replace('http', 'ws'), 'graphql-transport-ws');
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } })),
    );
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4401);
  });

  it.each([
    ['too deep', `{ viewer { ${'... on Actor { '.repeat(40)} id ${'}'.repeat(40)} } }`],
    ['of 100 aliases', `{ ${spread(100, (i) => `a${i}: viewer { id }`)} }`],
    ['of 20 000 words', `{ viewer { ${'id '.repeat(20_000)} } }`],
    ['for a page of 101', '{ dags(first: 101) { nodes { id } } }'],
    [
      'for three greatest pages in one another',
      '{ dagRuns(first: 100) { nodes { tasks(first: 500) { nodes { taskId } } version { tasks { id } } events(first: 500) { nodes { id } } } } dags(first: 100) { nodes { versions(first: 100) { nodes { tasks { id } } } runs(first: 100) { nodes { tasks(first: 500) { nodes { taskId xcoms { key } attempts { worker } } } } } } } }',
    ],
    ['that is no GraphQL', '{ dags('],
    ['for a field that is not there', '{ dags { nodes { password } } }'],
  ])('given a query %s, refuses with a message', async (_what, query) => {
    const { status, data, errors } = await here.api.send(query);
    expect([status < 500, data ?? null, errors?.[0]?.message !== '' && errors !== undefined]).toEqual([
      true,
      null,
      true,
    ]);
    expect(errors?.[0]?.extensions?.code).not.toBe('INTERNAL_SERVER_ERROR');
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['an empty body', ''],
    ['a list', '[{"query":"{ viewer { id } }"}]'],
    ['half a UTF-8 character', new Uint8Array([0x7b, 0xc3, 0x28, 0x7d])],
    ['variables that are no object', '{"query":"{ viewer { id } }","variables":"x"}'],
  ])("given %s as a body, answers 400 in GraphQL's shape", async (_what, body) => {
    const answer = await here.api.post(body);
    expect(answer.status).toBe(400);
    expect(answer.errors?.[0]?.message).toBeTruthy();
  });

  it('given a body of 9 MiB, answers 413', async () => {
    expect((await here.api.post(`{"query":"${' '.repeat(9 * MIB)}"}`)).status).toBe(413);
  });
});

describe('a task that misbehaves', () => {
  const rss = (pid: number | null): number =>
    Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

  it(
    'prints 200 MB: its log ends with a clear mark, and the worker does not grow by it',
    { timeout: 120_000 },
    async () => {
      const before = rss(here.endpoint.pids.worker);
      const run = await here.api.run('prints', {
        flood: bash(`head -c 200000000 /dev/zero | tr '\\0' x | fold -w 199; echo; echo last`),
      });
      expect(taskOf(run, 'flood')).toMatchObject({ state: 'SUCCESS', xcoms: [{ value: 'last' }] });
      expect(rss(here.endpoint.pids.worker) - before).toBeLessThan(150);
      const [stored] = await here.rows<{ bytes: number }>(
        'select sum(octet_length(lines))::int as bytes from task_logs where dag_run_id = $1',
        [run.id],
      );
      expect(stored?.bytes).toBeLessThan(20 * MIB);
      const end = (await here.api.log(run.id, 'flood')).split('\n').slice(-2);
      expect(end).toEqual([
        expect.stringMatching(/cut here: more than 10 MiB/),
        expect.stringMatching(/^\[\d+ bytes more were printed and not kept\]$/),
      ]);
    },
  );

  it('prints 60 MB without a newline: the line is cut', { timeout: 120_000 }, async () => {
    const before = rss(here.endpoint.pids.worker);
    const run = await here.api.run('prints_a_line', { flood: bash(`head -c 60000000 /dev/zero | tr '\\0' x`) });
    expect(rss(here.endpoint.pids.worker) - before).toBeLessThan(150);
    expect(run.tasks.nodes[0]?.attempts).toHaveLength(1);
    expect(await here.api.log(run.id, 'flood')).toMatch(/^x+ … \[line cut\]$/);
  });

  it('returns more than 16 MiB: XComTooLarge, not tried again, nothing of it kept', async () => {
    const run = await here.api.run('too_large', {
      big: { type: 'ts', with: { handler: 'bodies.big', args: { bytes: 17 * MIB } }, retries: 3, retryDelay: '1s' },
    });
    expect(taskOf(run, 'big')).toMatchObject({
      state: 'FAILED',
      tryNumber: 1,
      attempts: [
        {
          outcome: 'FAILED',
          error: { type: 'XComTooLarge', retryable: false, message: expect.stringContaining('write the data to') },
        },
      ],
      xcoms: [],
    });
  });

  it('returns just under 16 MiB: it is kept', async () => {
    const run = await here.api.run('just_fits', {
      big: { type: 'ts', with: { handler: 'bodies.big', args: { bytes: 16 * MIB - 2 } } },
    });
    expect(taskOf(run, 'big').xcoms.map(({ sizeBytes }) => sizeBytes)).toEqual([16 * MIB]);
  });

  it.each([
    ['an undefined param', '{{ params.nobody }}'],
    ['a loop of a thousand million steps', '{% for i in range(1000000000) %}x{% endfor %}'],
    [
      'loops in loops',
      '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}',
    ],
    [
      'a text that doubles',
      `{% set ns = namespace(t='xxxxxxxxxx') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}`,
    ],
    ['a large multiplication', `{{ 'x' * 1000000000 }}`],
  ])('has %s in a template: TemplateError, and the command never runs', async (_what, template) => {
    const id = 'bad_template';
    const answer = await here.api.register({ spec: { id, tasks: { a: bash(`echo ran ${template}`) } } });
    if (answer.__typename === 'InvalidDag') return expect(codes(answer)).toEqual(['BAD_TEMPLATE']);
    const run = await here.api.ended(await here.api.start(id), 20_000);
    expect(taskOf(run, 'a')).toMatchObject({
      state: 'FAILED',
      attempts: [{ error: { type: 'TemplateError', message: expect.stringContaining('command') } }],
    });
    expect(await here.api.log(run.id, 'a')).not.toContain('ran');
  });

  it('writes its log to a full disk: the task does not fail for it, and the log says what is lost', async () => {
    await here.rows(
      `create function disk_is_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
    );
    await here.rows('create trigger full_disk before insert on task_logs for each row execute function disk_is_full()');
    try {
      await here.api.define('full_disk', {
        talks: bash('for i in $(seq 20); do echo "line $i"; sleep 0.1; done; echo done; sleep 2; echo after'),
      });
      const id = await here.api.start('full_disk');
      await here.api.until(id, (run) => taskOf(run, 'talks').state === 'RUNNING');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await here.rows('drop trigger full_disk on task_logs');
      const run = await here.api.ended(id);
      expect(taskOf(run, 'talks')).toMatchObject({
        state: 'SUCCESS',
        attempts: [{ outcome: 'SUCCESS' }],
        xcoms: [{ value: 'after' }],
      });
      const log = await here.api.log(id, 'talks');
      expect(log).toMatch(/\d+ lines of this log are lost/);
      expect(log).toContain('after');
    } finally {
      await here.rows('drop trigger if exists full_disk on task_logs');
      await here.rows('drop function disk_is_full()');
    }
  });

  it('never hears TERM: a cancel ends its process group within its grace', { timeout: 60_000 }, async () => {
    const id = await cancelled;
    const asked = Date.now();
    const answer = await here.api.setState({ dagRunId: id, state: 'FAILED', reason: 'enough' });
    expect(answer).toMatchObject({ __typename: 'ControlApplied' });
    const run = await here.api.ended(id);
    expect(taskOf(run, 'stay').attempts).toMatchObject(
      [{ outcome: 'CANCELLED', error: null }].map(({ outcome }) => ({ outcome })),
    );
    const pid = Number((await here.api.log(id, 'stay')).split('\n')[0]);
    await goneWithin(pid, 15_000 - (Date.now() - asked));
  });

  it(
    'never hears TERM: executionTimeout ends it as TIMED_OUT, and its process group too',
    { timeout: 60_000 },
    async () => {
      const run = await here.api.ended(await timedOut, 30_000);
      expect(taskOf(run, 'stay')).toMatchObject({
        state: 'FAILED',
        attempts: [{ outcome: 'TIMED_OUT', error: { type: 'Timeout' } }],
      });
      const pid = Number((await here.api.log(run.id, 'stay')).split('\n')[0]);
      await goneWithin(pid, 15_000);
    },
  );
});

/** No process of a process group is left. */
async function goneWithin(group: number, ms: number): Promise<void> {
  expect(group).toBeGreaterThan(1);
  for (const deadline = Date.now() + ms; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const left = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([pgid, stat]) => Number(pgid) === group && !stat?.startsWith('Z'));
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`process group ${group} still has ${left.length} processes after ${ms} ms`);
  }
}
