import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../../src/domain/templates/index.js';

describe('checkTemplate', () => {
  it.each([
    'plain',
    '{{ ds }} {{ macros.ds_add(ds, 7) | upper }}',
    "{{ ti.xcom_pull(task_ids='a') | default([]) | map(attribute='x') | list }}",
    '{% set a = 1 %}{% for x, (y, z) in params.l %}{{ a + x + y + z + loop.index }}{% endfor %}',
    '{% macro m(p, q=1) %}{{ p }}{{ q }}{{ varargs }}{{ caller() }}{% endmacro %}{% call(c) m(1) %}{{ c }}{% endcall %}',
    '{% with w = ds %}{{ w }}{% endwith %}{% set b %}x{% endset %}{{ b }}{% set ns = namespace(a=1) %}{% set ns.a = 2 %}',
    '{% raw %}{{ nope | nope }}{% endraw %}{# {{ nope }} #}',
    '{{ params.whatever.is.there }} {{ 4 is divisibleby 2 }} {{ none is none }}',
  ])('finds nothing in %s', (source) => expect(checkTemplate(source)).toEqual([]));

  it.each<[string, string, number, number]>([
    ['{{ ds', "'}}' is missing", 1, 1],
    ['a\n{{ ds | }}', 'unexpected close expression', 2, 9],
    ['{% if ds %}x', "'{% endif %}' is missing", 1, 4],
    ['{% for x in y %}{% endif %}', "'{% endfor %}' is expected", 1, 20],
    ['{% while true %}', "unknown statement 'while'", 1, 4],
    ['{{ (ds }}', 'closes nothing', 1, 8],
    ['{{ f(1 2) }}', "missing before '2'", 1, 8],
    ['{{ 12345678901234567890 }}', 'beyond 2^53', 1, 4],
    ['{{ "open }}', 'unexpected "\\""', 1, 4],
    ['{{ ds_nodahs }}', "'ds_nodahs' is not a name that templates know; did you mean 'ds_nodash'?", 1, 4],
    ['x {{ ds | uper }}', "there is no filter 'uper'; did you mean 'upper'?", 1, 11],
    ['{{ ds is strng }}', "there is no test 'strng'; did you mean 'string'?", 1, 10],
    ['{{ fetch_rows() }}', "'fetch_rows' is not a name", 1, 4],
    ['{% filter uper %}{% endfilter %}', "there is no filter 'uper'", 1, 11],
    ['{% set x | uper %}{% endset %}', "there is no filter 'uper'", 1, 12],
    ['{% if a %}{% elif b %}{% endif %}', "'a' is not a name", 1, 7],
  ])('places what is wrong with %j', (source, message, line, column) => {
    const [first] = checkTemplate(source);
    expect(first?.message).toContain(message);
    expect([first?.line, first?.column]).toEqual([line, column]);
  });

  it('lists everything unknown, each in its tag', () => {
    expect(
      checkTemplate('{{ a | b }}\n{% for x in c %}{{ x | dd }}{{ loop }}{% endfor %}').map(({ line, column }) => [
        line,
        column,
      ]),
    ).toEqual([
      [1, 8],
      [1, 4],
      [2, 13],
      [2, 24],
    ]);
  });

  it('of a name that the place lacks says so, and proposes none of those', () => {
    const place = { more: ['error'], lacking: ['task'] };
    expect(checkTemplate('{{ task.id }}', place)[0]?.message).toContain(
      "'task' is of a task, and this is about a whole run",
    );
    expect(checkTemplate('{{ tsk.id }}', place)[0]?.message).not.toContain("'task'");
    expect(checkTemplate('{{ task.id }}')).toEqual([]);
  });
});
