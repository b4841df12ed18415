import { describe, expect, it } from 'vitest';
import { messages, refusals } from './dag.fixture.js';

/** A DAG with one more line or block before the tasks. */
const dag = (tasks: string, more = ''): string => `id: demo\n${more}tasks:\n${tasks}`;
const task = (more: string): string =>
  dag(`  a: { type: empty }\n  b:\n    type: bash\n    with: { command: ls }\n${more}`);

describe('operators', () => {
  it.each<[string, string, string[]]>([
    ['nobody serves', dag('  a: { type: bahs }\n'), ['UNKNOWN_OPERATOR tasks.a.type 3:14']],
    ['without what they need', dag('  a:\n    type: bash\n'), ['BAD_WITH tasks.a.with 3:3']],
    [
      'with an unknown key',
      dag('  a:\n    type: bash\n    with: { comand: ls }\n'),
      ['BAD_WITH tasks.a.with 5:5', 'BAD_WITH tasks.a.with.comand 5:13'],
    ],
    [
      'with a bad value deep inside',
      dag('  a:\n    type: bash\n    with:\n      command: ls\n      env: { A: 1 }\n'),
      ['BAD_WITH tasks.a.with.env.A 7:17'],
    ],
    [
      'with a value for one of several',
      dag('  a: { type: http.request, with: { url: x, method: PUT } }\n'),
      ['BAD_WITH tasks.a.with.method 3:52'],
    ],
    ['that are no sensors, with their keys', task('    timeout: 1h\n'), ['UNKNOWN_KEY tasks.b.timeout 7:5']],
    ['with something else than an object', dag('  a: { type: bash, with: ls }\n'), ['BAD_VALUE tasks.a.with 3:26']],
    [
      'with code that is no template',
      dag(`  a: { type: python, with: { script: "{{ ${'x'.repeat(40)} }}" } }\n`),
      ['BAD_WITH tasks.a.with.script 3:38'],
    ],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });

  it.each([
    '{ url: "{{ conn(\'a\').host }}", method: "{{ params.m }}", maxBytes: "{{ params.n }}" }',
    '{ url: x, expect: "{% if 1 %}{% endif %}" }',
    '{ url: x, expect: { status: "{{ params.status }}" } }',
  ])('may have a template where the schema wants anything else: %s', (params) => {
    expect(refusals(dag(`  a:\n    type: http.request\n    with: ${params}\n`))).toEqual([]);
  });

  it('of sensors have the keys of sensors', () => {
    expect(
      refusals(dag('  a: { type: sensor.http, with: { url: x }, timeout: 1h, softFail: true, pokeInterval: 5 }\n')),
    ).toEqual([]);
  });

  it('that are unknown get a hint', () => {
    expect(messages(dag('  a: { type: bahs }\n'))).toEqual([
      'no worker serves the operator "bahs": did you mean "bash"?',
    ]);
  });
});

describe('templates and conditions', () => {
  it.each<[string, string, string[]]>([
    [
      'in with, deep inside',
      dag('  a: { type: bash, with: { command: ls, env: { A: "{{ broken" } } }\n'),
      ['BAD_TEMPLATE tasks.a.with.env.A 3:51'],
    ],
    [
      'in an outlet',
      task('    outlets: [{ asset: x, extra: { a: "{{ broken" } }]\n'),
      ['BAD_TEMPLATE tasks.b.outlets.0.extra.a 7:39'],
    ],
    [
      'in an outlet of defaultArgs',
      `defaultArgs: { outlets: [{ asset: x, partition: "{{ broken" }] }\n${task('')}`,
      ['BAD_TEMPLATE defaultArgs.outlets.0.partition 1:49'],
    ],
    ['in map', task('    map: { x: ["{{ broken"] }\n'), ['BAD_TEMPLATE tasks.b.map.x.0 7:16']],
    [
      'in an object that is mapped over',
      task('    map: { x: { "{{ broken": 1, b: "{{ broken" } }\n'),
      ['BAD_TEMPLATE tasks.b.map.x.{{ broken 7:17', 'BAD_TEMPLATE tasks.b.map.x.b 7:36'],
    ],
    [
      'in mapIndexTemplate',
      task('    mapIndexTemplate: "{{ broken"\n'),
      ['BAD_TEMPLATE tasks.b.mapIndexTemplate 7:23'],
    ],
    ['in the key of a cache', task('    cache: { key: "{{ broken" }\n'), ['BAD_TEMPLATE tasks.b.cache.key 7:19']],
    ['in a CEL key', dag('  a: { type: branch, with: { choose: "no" } }\n'), ['BAD_TEMPLATE tasks.a.with.choose 3:38']],
    ['at an edge', task('    upstream: { task: a, when: "no" }\n'), ['BAD_TEMPLATE tasks.b.upstream.when 7:32']],
    [
      'of an operator that nobody serves',
      dag('  a: { type: nobody, with: { x: "{{ broken" } }\n'),
      ['UNKNOWN_OPERATOR tasks.a.type 3:14', 'BAD_TEMPLATE tasks.a.with.x 3:33'],
    ],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });

  it('are not looked for in code, docs and plain text', () => {
    const text = dag(
      '  a: { type: python, with: { script: "{{ broken" }, doc: "{{ broken" }\n  b: { type: bash, with: { command: broken } }\n',
    );
    expect(refusals(text)).toEqual([]);
  });

  it('are placed inside the text by the message', () => {
    expect(messages(dag('  a: { type: bash, with: { command: "{{ broken" } }\n'))).toEqual([
      'bad template: broken (line 1, column 4 of the text)',
    ]);
  });
});

describe('the schedule', () => {
  it.each<[string, string, string[]]>([
    ['a bad cron', 'schedule: "0 25 * * *"\n', ['BAD_SCHEDULE schedule 2:11']],
    ['a bad cron in an object', 'schedule:\n  cron: 0 25 * * *\n', ['BAD_SCHEDULE schedule.cron 3:9']],
    ['a bad cron in a list', 'schedule: { cron: ["@daily", "x"] }\n', ['BAD_SCHEDULE schedule.cron.1 2:30']],
    ['a bad zone', 'schedule: { cron: "@daily", timezone: Paris }\n', ['BAD_SCHEDULE schedule.timezone 2:39']],
    ['two kinds', 'schedule: { cron: "@daily", once: true }\n', ['BAD_SCHEDULE schedule 2:1']],
    ['an unknown key', 'schedule: { cron: "@daily", tz: UTC }\n', ['UNKNOWN_KEY schedule.tz 2:29']],
    ['continuous with many runs', 'schedule: "@continuous"\n', ['BAD_SCHEDULE schedule 2:11']],
    [
      'a parameter without a default',
      'schedule: "@daily"\nparams:\n  day: { default: 1 }\n  city: { type: string }\n',
      ['MISSING_KEY params.city 5:3'],
    ],
    [
      'a parameter without a default, waiting for assets',
      'schedule: { assets: orders }\nparams: { city: { type: string } }\n',
      ['MISSING_KEY params.city 3:11'],
    ],
    ['catchup without a start', 'schedule: "@daily"\ncatchup: true\n', ['BAD_SCHEDULE catchup 3:10']],
  ])('%s', (_, more, issues) => {
    expect(refusals(dag('  a: { type: empty }\n', more))).toEqual(issues);
  });
});

describe('params', () => {
  const params = (text: string): string => dag('  a: { type: empty }\n', `params:\n  n: ${text}\n`);
  it.each<[string, string[]]>([
    ['{ type: integer, default: many }', ['BAD_PARAM_DEFAULT params.n.default 3:32']],
    ['{ type: string, format: date, default: "2026-02-30" }', ['BAD_PARAM_DEFAULT params.n.default 3:45']],
    ['{ enum: [a, b], default: c }', ['BAD_PARAM_DEFAULT params.n.default 3:31']],
    ['{ type: number, minimum: 1, default: 0 }', ['BAD_PARAM_DEFAULT params.n.default 3:43']],
    ['{ typ: integer }', ['BAD_VALUE params.n 3:3']],
    ['{ type: strin }', ['BAD_VALUE params.n 3:3']],
    ['{ format: dat }', ['BAD_VALUE params.n 3:3']],
    ['7', ['BAD_VALUE params.n 3:6']],
    ['{ type: ["integer", "null"], default: null }', []],
    ['{ type: string }', []],
  ])('%s', (schema, issues) => {
    expect(refusals(params(schema))).toEqual(issues);
  });
});

describe('trigger rules', () => {
  const S = '  s: { type: empty, setup: true }\n';
  it.each<[string, string, string[]]>([
    ['an unknown one', task('    triggerRule: all_sucess\n'), ['BAD_TRIGGER_RULE tasks.b.triggerRule 7:18']],
    [
      'an unknown one in defaultArgs',
      dag('  a: { type: empty }\n', 'defaultArgs: { triggerRule: sometimes }\n'),
      ['BAD_TRIGGER_RULE defaultArgs.triggerRule 2:29'],
    ],
    [
      'always on a mapped task',
      task('    triggerRule: always\n    map: { x: [1] }\n'),
      ['BAD_TRIGGER_RULE tasks.b.triggerRule 7:18'],
    ],
    [
      'always in a mapped group',
      'id: demo\ngroups:\n  g: { map: { x: [1] }, tasks: { y: { type: empty, triggerRule: always } } }\n',
      ['BAD_TRIGGER_RULE groups.g.tasks.y.triggerRule 3:65'],
    ],
    [
      'another directly below a setup',
      dag(`${S}  b: { type: empty, upstream: s, triggerRule: all_done }\n`),
      ['BAD_TRIGGER_RULE tasks.b.triggerRule 4:47'],
    ],
    [
      'an inherited one below a setup',
      dag(`${S}  b: { type: empty, upstream: s }\n`, 'defaultArgs: { triggerRule: all_done }\n'),
      ['BAD_TRIGGER_RULE tasks.b 5:3'],
    ],
    [
      'another under failFast',
      dag('  b: { type: empty, triggerRule: all_done }\n', 'failFast: true\n'),
      ['BAD_TRIGGER_RULE tasks.b.triggerRule 4:34'],
    ],
    [
      'the rule of teardowns',
      task('    triggerRule: all_done_setup_success\n'),
      ['BAD_TRIGGER_RULE tasks.b.triggerRule 7:18'],
    ],
    [
      'a teardown with another',
      dag(`${S}  t: { type: empty, teardown: { setups: s }, triggerRule: all_done }\n`),
      ['BAD_TRIGGER_RULE tasks.t.triggerRule 4:59'],
    ],
    [
      'a teardown that is a setup',
      dag('  t: { type: empty, teardown: true, setup: true }\n'),
      ['BAD_VALUE tasks.t.setup 3:37'],
    ],
    [
      'a teardown of what is no setup',
      dag('  a: { type: empty }\n  t: { type: empty, teardown: { setups: [a] } }\n'),
      ['BAD_VALUE tasks.t.teardown.setups.0 4:42'],
    ],
    [
      'a teardown of what does not exist',
      dag('  t: { type: empty, teardown: { setups: [a] } }\n'),
      ['UNKNOWN_UPSTREAM tasks.t.teardown.setups.0 3:42'],
    ],
    [
      'onFailureFailRun without a teardown',
      task('    onFailureFailRun: true\n'),
      ['BAD_VALUE tasks.b.onFailureFailRun 7:5'],
    ],
  ])('%s', (_, text, issues) => {
    expect(refusals(text)).toEqual(issues);
  });

  it('allow a teardown below its setup and under failFast', () => {
    const text = dag(
      `${S}  w: { type: empty, upstream: s }\n  t: { type: empty, upstream: w, teardown: { setups: s } }\n`,
      'failFast: true\n',
    );
    expect(refusals(text)).toEqual([]);
  });
});
