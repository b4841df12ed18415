import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import { renderTemplate } from '../../../src/domain/templates/index.js';
import { fixture } from './scope-fixture.js';

const hostile = JSON.parse(
  '{"__proto__":{"polluted":"own"},"constructor":"own","kind":"datetime","value":1,"ok":true}',
) as JsonObject;
const render = (template: Json) => renderTemplate(template, fixture({ params: { ...fixtureParams } }).scope);
const fixtureParams: JsonObject = { list: [1], text: 'x', hostile };

describe('what templates cannot reach', () => {
  it.each([
    "{{ ds.constructor.constructor('return process')() }}",
    "{{ ds['constructor']['constructor']('return process')() }}",
    "{{ ds | attr('constructor') }}",
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') }}",
    "{{ '{0.__class__}'.format(ds) }}",
    "{{ '{0.constructor}'.format(ds) }}",
    "{{ '{0[constructor]}'.format(params.list) }}",
    '{{ params.list.constructor }}',
    '{{ params.list.map(1) }}',
    '{{ params.list.push(1) }}',
    '{{ params.list.length }}',
    '{{ params.__proto__ }}',
    "{{ params['__proto__'] }}",
    "{{ params.get('__proto__').x }}",
    "{{ params | attr('__proto__') }}",
    "{{ [params] | map(attribute='__proto__') | list }}",
    "{{ [params] | map(attribute='constructor.name') | list }}",
    "{{ [params] | sum(attribute='__proto__') }}",
    "{{ [params, params] | sort(attribute='constructor') }}",
    "{{ [params] | selectattr('__proto__') | list }}",
    "{{ [params] | groupby('constructor') }}",
    '{{ params.hasOwnProperty }}',
    '{{ params.toString() }}',
    '{{ params.valueOf() }}',
    '{{ {}.__proto__ }}',
    "{{ {'a': 1}.constructor }}",
    '{{ xcom.constructor }}',
    '{{ xcom.call }}',
    '{{ range.apply }}',
    '{{ macros.constructor }}',
    '{{ macros.ds_add.constructor }}',
    '{{ macros.datetime.constructor }}',
    '{{ logical_date.at }}',
    '{{ logical_date.constructor }}',
    '{{ logical_date.toJSDate() }}',
    '{{ loop }}',
    '{% for x in [1] %}{{ loop.constructor }}{% endfor %}',
    '{% for x in [1] %}{{ loop.__proto__ }}{% endfor %}',
    '{% set ns = namespace() %}{{ ns.constructor }}',
    '{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.__proto__ }}',
    '{% macro m() %}{% endmacro %}{{ m.constructor }}',
    '{{ caller }}',
    '{{ self }}',
    '{{ this }}',
    '{{ process }}',
    '{{ globalThis }}',
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ toString }}',
    '{{ ds | constructor }}',
    '{{ ds is constructor }}',
    "{{ [ds] | map('constructor') | list }}",
    "{{ [ds] | select('__proto__') | list }}",
    '{{ ds.strip(constructor=1) }}',
    '{{ dict(__proto__=1).__proto__ }}',
    '{{ 1 .constructor }}',
    '{{ (1.5).toFixed(1) }}',
    '{{ none.constructor }}',
    '{{ true.constructor }}',
    '{{ params.hostile.__proto__.polluted }}',
    '{{ var.__proto__ }}',
    '{{ conn.__class__ }}',
    '{{ conn.warehouse.constructor() }}',
    '{{ ti.__dict__ }}',
    '{{ dag.constructor }}',
    '{{ task.constructor }}',
    '{{ dagRun.constructor }}',
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
  ])('%s', async (template) => {
    expect((await render(template)).ok).toBe(false);
  });

  it('treats own keys of data as data, whatever their names', async () => {
    expect(await render('{{ params.hostile.constructor }}')).toEqual({ ok: true, value: 'own' });
    expect(await render('{{ params.hostile }}')).toEqual({ ok: true, value: hostile });
    expect(await render('{{ params.hostile.kind }} {{ params.hostile is mapping }}')).toEqual({
      ok: true,
      value: 'datetime True',
    });
    const result = await render({ with: hostile, x: '{{ ds }}' });
    const value = (result.ok ? result.value : null) as { with: JsonObject };
    expect(Object.keys(value.with)).toContain('__proto__');
    expect(Object.getPrototypeOf(value.with)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('sets a key __proto__ only as a key', async () => {
    const result = await render("{{ {'__proto__': {'polluted': 1}} }}");
    expect(JSON.stringify(result)).toBe('{"ok":true,"value":{"__proto__":{"polluted":1}}}');
    expect(await render("{% set d = {} %}{% do d.update({'__proto__': 1}) %}{{ d | length }}")).toEqual({
      ok: true,
      value: '1',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never changes the data that it was given', async () => {
    const params: JsonObject = { list: [2, 1], dict: { a: 1 } };
    const before = JSON.stringify(params);
    const { scope } = fixture({ params });
    for (const template of [
      '{% do params.list.append(1) %}',
      '{% do params.list.sort() %}',
      '{% do params.dict.update(b=1) %}',
      '{% do params.dict.pop("a") %}',
      '{{ params.list.pop() }}',
      '{% set params.x = 1 %}',
    ]) {
      expect((await renderTemplate(template, scope)).ok, template).toBe(false);
    }
    expect(
      await renderTemplate(
        '{% set l = params.list | list %}{% do l.append(3) %}{{ l }}{{ params.list | sort }}',
        scope,
      ),
    ).toEqual({ ok: true, value: '[2, 1, 3][1, 2]' });
    expect(JSON.stringify(params)).toBe(before);
  });
});
