import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/json.js';
import { renderTemplate } from '../../../src/domain/templates/index.js';
import { fixture } from './scope-fixture.js';

describe('renderTemplate', () => {
  it('renders strings within lists and objects, and nothing else', async () => {
    const value = { a: ['{{ ds }}', { b: 'x{{ params.days }}', '{{ ds }}': 1 }], c: 5, d: null, e: true, f: 'plain\n' };
    expect(await renderTemplate(value, fixture().scope)).toEqual({
      ok: true,
      value: { a: ['2026-01-05', { b: 'x7', '{{ ds }}': 1 }], c: 5, d: null, e: true, f: 'plain\n' },
    });
    expect(value.a[0]).toBe('{{ ds }}');
  });

  it.each<[string, Json]>([
    ['{{ params.days }}', 7],
    ['{{ params.list }}', [3, 1, 2]],
    ['{{ params.flag }}', true],
    ['{{ params.nothing }}', null],
    ['{{ 4 / 2 }}', 2],
    ['{{ (1, (2, 3)) }}', [1, [2, 3]]],
    ['{{ {1: "a", true: [none]} }}', { 1: 'a', true: [null] }],
    ['{{- params.days -}}', 7],
    ['{{ params.days }}\n', 7],
    [' {{ params.days }}', ' 7'],
    ['{{ "7" }}', '7'],
    ['{{ logical_date }}', '2026-01-05T00:00:00+00:00'],
    ['{{ macros.timedelta(days=1) }}', '1 day, 0:00:00'],
    ['{{ dagRun.conf }}', { force: true }],
    ['{{ data_interval }}', { start: '2026-01-05T00:00:00.000Z', end: '2026-01-06T00:00:00.000Z' }],
    ['{{ "x" if false }}', null],
    [
      '{{ [1, 2, 3] | zip(["a", "b"]) }}',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      '{{ [1] | zip(["a", "b"], default=0) }}',
      [
        [1, 'a'],
        [0, 'b'],
      ],
    ],
    ['{{ params.list | select("gt", 1) | list }}', [3, 2]],
  ])('keeps the type of %j', async (template, value) => {
    expect(await renderTemplate(template, fixture().scope)).toEqual({ ok: true, value });
  });

  it.each<[string, RegExp, number, number]>([
    ['{{ ds_nodahs }}', /^'ds_nodahs' is undefined in \{\{ ds_nodahs \}\}$/, 1, 4],
    ['line\n  {% if x.y > 1 %}{% endif %}', /'x' is undefined/, 2, 9],
    ['{% if false %}\n{% elif nope %}\n{% endif %}', /'nope' is undefined in \{% elif nope %\}/, 2, 9],
    ['{% for i in [1] %}\n{{ i }}{{ i.zz }}\n{% endfor %}', /'int' has no attribute 'zz'/, 2, 13],
    ['{% macro m() %}\n{{ oops }}{% endmacro %}{{ m() }}', /'oops' is undefined/, 2, 4],
    ['{{ dagRun.kind }}', /'dagRun' has no attribute 'kind'; it has conf, dagId, .*runType.* in/, 1, 11],
    ["{{ params['citty'] }}", /the dict has no such key/, 1, 11],
    ['{{ params.city + 1 }}', /'\+' does not work between str and int/, 1, 1],
    ['{{ ds', /never closed/, 1, 1],
    ['{{ xcom }}', /a function is no data; is a call '\(\)' missing\?/, 1, 1],
    ['x {{ xcom }}', /a function cannot stand in text/, 1, 3],
    ['x {{ conn }}', /'conn' cannot stand in text/, 1, 3],
    ['{{ 1e999 }}', /JSON cannot hold/, 1, 1],
    ['{% set 1 = 2 %}', /cannot assign/, 1, 1],
  ])('says where %j fails', async (template, message, line, column) => {
    const result = await renderTemplate({ with: ['x', template] }, fixture().scope);
    expect(result).toMatchObject({ ok: false, error: { path: ['with', 1], line, column } });
    expect(result.ok ? '' : result.error.message).toMatch(message);
  });

  it('gives text where the caller asks for it', async () => {
    const value = { command: '{{ params.list }}', env: { A: '{{ params.nothing }}' }, args: '{{ params.list }}' };
    const asText = (path: readonly (string | number)[]) => path[0] !== 'args';
    expect(await renderTemplate(value, fixture().scope, { asText })).toEqual({
      ok: true,
      value: { command: '[3, 1, 2]', env: { A: 'None' }, args: [3, 1, 2] },
    });
  });

  it('fetches each value once for a whole rendering, and only what is used', async () => {
    const { scope, asked } = fixture();
    const template =
      "{% for i in range(3) %}{{ xcom('fetch')[0].id }}{% endfor %}{{ var.value.region if params.flag else var.value.nope }}";
    expect(await renderTemplate([template, "{{ xcom('fetch') }}"], scope)).toMatchObject({
      ok: true,
      value: ['111eu', [{ id: 1 }, { id: 2 }]],
    });
    expect(asked).toEqual(['fetch/return_value', 'region']);
  });

  it('renders in the order of lookups without keeping state of an unfinished pass', async () => {
    const template =
      "{% set l = [] %}{% do l.append(1) %}{{ var('region') }}{% do l.append(xcom('fetch', 'count')) %}{{ l }}";
    expect(await renderTemplate(template, fixture().scope)).toEqual({ ok: true, value: 'eu[1, 2]' });
  });

  it('rejects when a lookup does: that is no fault of the template', async () => {
    const { scope } = fixture();
    const broken = {
      ...scope,
      lookups: { ...scope.lookups, variable: () => Promise.reject(new Error('no database')) },
    };
    await expect(renderTemplate("{{ var('x') }}", broken)).rejects.toThrow('no database');
  });

  it('names no values in messages: they may be secrets', async () => {
    const { scope } = fixture();
    for (const template of [
      "{{ conn('warehouse').password + 1 }}",
      "{{ params[conn('warehouse').password] }}",
      "{{ conn('warehouse').password.nope }}",
      "{{ range(conn('warehouse').password) }}",
      "{{ macros.ds_add(conn('warehouse').password, 1) }}",
      "{{ '%d' % conn('warehouse').password }}",
      "{{ (conn('warehouse').password | int(none)) + 1 }}",
      "{{ conn('warehouse') }}",
    ]) {
      const result = await renderTemplate(template, scope);
      expect(result.ok, template).toBe(false);
      expect(JSON.stringify(result), template).not.toContain('s3cr3t');
    }
  });
});
