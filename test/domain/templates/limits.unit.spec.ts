import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../support/cpu-time.js';
import type { Json } from '../../../src/domain/json.js';
import { renderTemplate, type TemplateLimits } from '../../../src/domain/templates/index.js';
import { fixture } from './scope-fixture.js';

const failure = async (template: Json, limits: Partial<TemplateLimits> = {}): Promise<string> => {
  const result = await renderTemplate(template, fixture({}, limits).scope);
  return result.ok ? `rendered ${JSON.stringify(result.value).slice(0, 50)}` : result.error.message;
};
const nested = (depth: number): Json => JSON.parse('['.repeat(depth) + '"{{ ds }}"' + ']'.repeat(depth)) as Json;

describe('limits of templates', () => {
  it.each<[string, RegExp]>([
    ['{% for i in range(10**9) %}x{% endfor %}', /range gives at most 100000/],
    ['{{ range(0, 100001) }}', /range gives at most/],
    [
      '{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}',
      /more than 100000 steps; is there a loop without end\?/,
    ],
    ['{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}', /more than 100000 steps/],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', /nested deeper than 200/],
    ['{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}', /nested deeper/],
    ["{{ 'x' * 10**9 }}", /a text of more than 1048576 characters/],
    ['{{ [0] * 10**9 }}', /more than 100000 steps/],
    [
      "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
      /a text of more than/,
    ],
    ['{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}', /steps/],
    [
      '{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
      /a text of more than/,
    ],
    [
      '{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}',
      /a text of more than/,
    ],
    [
      '{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}',
      /steps/,
    ],
    ['{% set l = [] %}{% do l.append(l) %}{{ l }}', /nested deeper|more than/],
    ['{% set l = [] %}{% do l.append(l) %}{{ l | tojson }}', /nested deeper|more than/],
    ["{{ 'x'.center(10**9) }}", /a text of more than/],
    ["{{ 'x'.zfill(10**9) }}", /a text of more than/],
    ["{{ '%1000000000d' % 1 }}", /a text of more than/],
    ["{{ '%.1000000000f' % 1 }}", /at most 100 decimals/],
    ["{{ '{:>1000000000}'.format(1) }}", /a text of more than/],
    ["{{ '{:.1000000000f}'.format(1) }}", /at most 100 decimals/],
    ["{{ ('x' * 9999).replace('', 'y' * 9999) }}", /a text of more than/],
    ["{{ ('x' * 9999) | replace('x', 'y' * 9999) }}", /a text of more than/],
    ["{{ ('\\n' * 9999) | indent(1000, true, true) }}", /a text of more than/],
    ["{{ ('x' * 9999).join(['y'] * 9999) }}", /a text of more than|steps/],
    ['{{ range(9999) | batch(10**9, 0) | list }}', /steps/],
    ['{{ [] | slice(10**9) | list }}', /steps/],
    ['{{ [[[]]] | tojson(10**9) }}', /at most 100/],
    ["{% for i in range(50) %}{% set x = 'y' * 1000000 %}{% endfor %}", /too much text/],
    ["{% for i in range(9999) %}{{ 'y' * 1000 }}{% endfor %}", /a text of more than|too much text/],
    [`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, /more than 100 brackets/],
    [`{{ ${'not '.repeat(50_000)}1 }}`, /nested/],
    [`{{ ${'1 + '.repeat(50_000)}1 }}`, /nested/],
    [`{{ ds${' | upper'.repeat(50_000)} }}`, /nested/],
    [`${'{% if true %}'.repeat(500)}${'{% endif %}'.repeat(500)}`, /more than 60 blocks/],
    [`{% if true %}${'{% elif true %}'.repeat(50_000)}{% endif %}`, /nested/],
    [`{{ ds }}${'x'.repeat(2_000_000)}`, /at most 1048576/],
  ])('ends %s', async (template, message) => {
    expect(await failure(template)).toMatch(message);
  });

  it('ends a loop without end before anyone waits for it', async () => {
    const start = cpuTime();
    for (const body of [
      "{{ 'a' ~ i }}",
      "{{ ('x' * 1000).upper() | length }}",
      '{{ range(1000) | sort | sum }}',
      '{{ range(5000) | map("string") | join | length }}',
    ]) {
      expect(
        await failure(`{% for i in range(99999) %}{% for j in range(99999) %}${body}{% endfor %}{% endfor %}`),
      ).toMatch(/steps|text/);
    }
    expect(cpuTime() - start).toBeLessThan(4000);
  });

  it('takes other limits', async () => {
    expect(await failure('{% for i in range(20) %}{{ i }}{% endfor %}', { steps: 10 })).toMatch(/more than 10 steps/);
    expect(await failure("{{ 'x' * 20 }}", { output: 10 })).toMatch(/more than 10 characters/);
    expect(
      await failure("{% for i in range(5) %}{{ var.value.get('v' ~ i, '') }}{% endfor %}", { lookups: 3 }),
    ).toMatch(/more than 3 XComs/);
    expect(await failure(nested(5), { nesting: 4 })).toMatch(/deeper than 4/);
  });

  it('refuses data that is nested too deeply, and renders what is not', async () => {
    expect(await failure(nested(10_000))).toMatch(/nested deeper than 200 levels/);
    expect((await renderTemplate(nested(150), fixture().scope)).ok).toBe(true);
  });

  it('renders large data without counting its elements as steps', async () => {
    const rows = Array.from({ length: 120_000 }, (_, id) => id);
    const result = await renderTemplate('{{ params.rows }}', fixture({ params: { rows } }).scope);
    expect(result).toEqual({ ok: true, value: rows });
  });
});
