import { describe, expect, it } from 'vitest';
import { messages, operators, refusals, validated } from './dag.fixture.js';
import { validateDag } from './validate-dag.js';

/** A DAG with one more line or block before the tasks. */
const dag = (tasks: string, more = ''): string => `id: demo\n${more}tasks:\n${tasks}`;
const task = (more: string): string =>
  dag(`  a: { type: empty }\n  b:\n    type: bash\n    with: { command: ls }\n${more}`);

describe('keys and values', () => {
  it.each<[string, string, string[]]>([
    ['an unknown key of the DAG', dag('  a: { type: empty }\n', 'maxActiveRun: 3\n'), ['UNKNOWN_KEY maxActiveRun 2:1']],
    ['an unknown key of a task', task('    upsteam: [a]\n'), ['UNKNOWN_KEY tasks.b.upsteam 7:5']],
    [
      'an unknown key of an edge',
      task('    upstream: [{ task: a, lable: x }]\n'),
      ['UNKNOWN_KEY tasks.b.upstream.0.lable 7:27'],
    ],
    [
      'an unknown key of defaultArgs',
      dag('  a: { type: empty }\n', 'defaultArgs:\n  retry: 1\n'),
      ['UNKNOWN_KEY defaultArgs.retry 3:3'],
    ],
    ['a missing id', 'tasks:\n  a: { type: empty }\n', ['MISSING_KEY  1:1']],
    ['a missing type', dag('  a: { type: empty }\n  b:\n    upstream: a\n'), ['MISSING_KEY tasks.b 4:3']],
    ['no tasks', 'id: demo\n', ['MISSING_KEY  1:1']],
    ['a bad id', 'id: "a b"\ntasks:\n  a: { type: empty }\n', ['BAD_VALUE id 1:5']],
    ['a bad task id', dag('  "a b": { type: empty }\n'), ['BAD_VALUE tasks.a b 3:3']],
    [
      'an id longer than 250',
      dag(`  ${'x'.repeat(251)}: { type: empty }\n`),
      [`BAD_VALUE tasks.${'x'.repeat(251)} 3:3`],
    ],
    ['a number below its least', task('    retries: -1\n'), ['BAD_VALUE tasks.b.retries 7:14']],
    ['a text for a number', task('    retries: "{{ params.n }}"\n'), ['BAD_VALUE tasks.b.retries 7:14']],
    ['a bad duration', task('    retryDelay: 5 minutes\n'), ['BAD_VALUE tasks.b.retryDelay 7:17']],
    ['a timeout of zero', task('    executionTimeout: 0s\n'), ['BAD_VALUE tasks.b.executionTimeout 7:23']],
    ['a bad date', dag('  a: { type: empty }\n', 'startDate: tomorrow\n'), ['BAD_VALUE startDate 2:12']],
    [
      'an end before the start',
      dag('  a: { type: empty }\n', 'startDate: 2026-02-01\nendDate: 2026-01-01\n'),
      ['BAD_VALUE endDate 3:10'],
    ],
    ['tasks as a list', 'id: demo\ntasks:\n  - { type: empty }\n', ['MISSING_KEY  1:1', 'BAD_VALUE tasks 2:1']],
    ['a task that is a text', dag('  a: bash\n'), ['BAD_VALUE tasks.a 3:6']],
    ['an empty group', dag('  a: { type: empty }\n', 'groups:\n  g: { tooltip: x }\n'), ['BAD_VALUE groups.g 3:3']],
    ['a map over nothing', task('    map: {}\n'), ['BAD_VALUE tasks.b.map 7:5']],
    [
      'an upstream twice, with a condition',
      task('    upstream: [a, { task: a, when: ok }]\n'),
      ['BAD_VALUE tasks.b.upstream.1.task 7:27'],
    ],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });

  it('names the nearest key', () => {
    expect(messages(task('    upsteam: [a]\n'))).toEqual(['unknown key "upsteam"; did you mean "upstream"?']);
  });

  it('says what a missing key is called', () => {
    expect(messages(dag('  b: {}\n'))).toEqual(['"type" is missing']);
  });

  it('says it in the places of a JSON text too', () => {
    const text = '{\n "id": "demo",\n "tasks": {\n  "b": { "type": "empty", "retry": 1 }\n }\n}';
    expect(refusals(text, { format: 'JSON' })).toEqual(['UNKNOWN_KEY tasks.b.retry 4:27']);
  });

  it('has no line and column for a value without a source', () => {
    expect(validateDag({ id: 'demo', tasks: { a: { type: 'empty', x: 1 } } }, { operators })).toMatchObject({
      ok: false,
      issues: [{ code: 'UNKNOWN_KEY', path: 'tasks.a.x', line: null, column: null }],
    });
  });
});

describe('ids', () => {
  it.each<[string, string, string[]]>([
    ['a task twice', dag('  a: { type: empty }\n  a: { type: empty }\n'), ['DUPLICATE_ID tasks.a 4:3']],
    [
      'a task and a group',
      dag('  g: { type: empty }\n', 'groups:\n  g: { tasks: { x: { type: empty } } }\n'),
      ['DUPLICATE_ID groups.g 3:3'],
    ],
    [
      'a task of a group and a task with a dot',
      dag('  g.x: { type: empty }\n', 'groups:\n  g: { tasks: { x: { type: empty } } }\n'),
      ['DUPLICATE_ID groups.g.tasks.x 3:17'],
    ],
    ['a reserved word', dag('  constructor: { type: empty }\n'), ['BAD_VALUE tasks.constructor 3:3']],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });
});

describe('the graph', () => {
  it.each<[string, string, string[]]>([
    ['an unknown upstream', task('    upstream: [a, c]\n'), ['UNKNOWN_UPSTREAM tasks.b.upstream.1 7:19']],
    ['an unknown upstream, not in a list', task('    upstream: c\n'), ['UNKNOWN_UPSTREAM tasks.b.upstream 7:15']],
    ['a task that waits for itself', task('    upstream: [b]\n'), ['CYCLE tasks.b.upstream.0 7:16']],
    [
      'a cycle of three',
      dag(
        '  a: { type: empty, upstream: [c] }\n  b: { type: empty, upstream: [a] }\n  c: { type: empty, upstream: [b] }\n',
      ),
      ['CYCLE tasks.b.upstream.0 4:32'],
    ],
    [
      'a cycle through groups',
      'id: demo\ngroups:\n  g: { upstream: [h], tasks: { x: { type: empty } } }\n  h: { upstream: [g], tasks: { y: { type: empty } } }\n',
      ['CYCLE groups.h.upstream.0 4:19'],
    ],
    [
      'a task that waits for its own group',
      'id: demo\ngroups:\n  g: { tasks: { x: { type: empty, upstream: [g] } } }\n',
      ['CYCLE groups.g.tasks.x.upstream.0 3:46'],
    ],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });

  it('shows the way of a cycle', () => {
    const text = dag(
      '  a: { type: empty, upstream: [b, d] }\n  b: { type: empty, upstream: [c] }\n  c: { type: empty, upstream: [a] }\n  d: { type: empty }\n',
    );
    expect(messages(text)).toEqual(['cycle: a → c → b → a']);
  });

  it('tells cycles that are apart, and shortens long ones', () => {
    const ring = (name: string, n: number): string =>
      Array.from({ length: n }, (_, i) => `  ${name}${i}: { type: empty, upstream: [${name}${(i + 1) % n}] }\n`).join(
        '',
      );
    const [short, long] = messages(dag(ring('a', 2) + ring('b', 3000)));
    expect(short).toBe('cycle: a0 → a1 → a0');
    expect(long?.length).toBeLessThan(300);
  });

  it('guesses the task that was meant', () => {
    expect(messages(dag('  extract: { type: empty }\n  load: { type: empty, upstream: [extrakt] }\n'))).toEqual([
      'load waits for "extrakt", which does not exist: did you mean "extract"?',
    ]);
  });

  it('has 10 000 tasks at most', () => {
    const many = Array.from({ length: 10_001 }, (_, i) => [`t${i}`, { type: 'empty' }]);
    const read = validateDag({ id: 'demo', tasks: Object.fromEntries(many) }, { operators });
    expect(read).toMatchObject({ ok: false, issues: [{ code: 'TOO_LARGE', path: 'tasks' }] });
    const fits = validateDag({ id: 'demo', tasks: Object.fromEntries(many.slice(1)) }, { operators });
    expect(fits.ok).toBe(true);
  });

  it('has a bounded number of edges', () => {
    const tasks = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`t${i}`, { type: 'empty' }]));
    const read = validateDag({ id: 'demo', groups: { g: { tasks }, h: { upstream: 'g', tasks } } }, { operators });
    expect(read).toMatchObject({
      ok: false,
      issues: [{ code: 'TOO_LARGE', message: expect.stringContaining('edges') }],
    });
  });
});

describe('all issues at once', () => {
  it('errors in one task hide neither those of others nor those of the graph', () => {
    const text = `id: "no good"
schedule: "bad cron"
retries: 3
params:
  n: { type: integer, default: x }
tasks:
  a:
    type: bash
    with: { command: "{{ broken" }
    retries: many
    upstream: [c, nobody]
  b: { type: nope, retries: -1 }
  c: { upstream: [a], triggerRule: maybe }
  c: { upstream: [a], triggerRule: maybe }
`;
    expect(refusals(text)).toEqual([
      'BAD_VALUE id 1:5',
      'BAD_SCHEDULE schedule 2:11',
      'UNKNOWN_KEY retries 3:1',
      'BAD_PARAM_DEFAULT params.n.default 5:32',
      'BAD_TEMPLATE tasks.a.with.command 9:22',
      'BAD_VALUE tasks.a.retries 10:14',
      'UNKNOWN_UPSTREAM tasks.a.upstream.1 11:19',
      'UNKNOWN_OPERATOR tasks.b.type 12:14',
      'BAD_VALUE tasks.b.retries 12:29',
      'DUPLICATE_ID tasks.c 14:3',
      'MISSING_KEY tasks.c 14:3',
      'CYCLE tasks.c.upstream.0 14:19',
      'BAD_TRIGGER_RULE tasks.c.triggerRule 14:36',
    ]);
  });

  it('a valid DAG has none', () => {
    expect(validated(task('    upstream: [a]\n'))).toMatchObject({ ok: true, dag: { id: 'demo' } });
  });
});
