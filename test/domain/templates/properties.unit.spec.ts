import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/json.js';
import { checkTemplate, renderTemplate } from '../../../src/domain/templates/index.js';
import { FILTER_NAMES } from '../../../src/domain/templates/filters/filters.js';
import { STRING_METHODS } from '../../../src/domain/templates/methods/string-methods.js';
import { TEST_NAMES } from '../../../src/domain/templates/filters/template-tests.js';
import { fixture } from './scope-fixture.js';

const limits = { steps: 2000, output: 10_000 };
const word = fc.constantFrom(
  'ds',
  'params',
  'list',
  'xcom',
  'loop',
  'x',
  '.',
  '.city',
  '[0]',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  ',',
  ':',
  '|',
  '+',
  '-',
  '*',
  '**',
  '//',
  '/',
  '%',
  '~',
  '==',
  '<',
  '>=',
  'in',
  'not',
  'and',
  'or',
  'if',
  'else',
  'is',
  'none',
  'true',
  '1',
  '2.5',
  '0',
  '-3',
  "'a'",
  "''",
  "'%s'",
  "'{}'",
  'range(3)',
  'logical_date',
  'macros',
  'conn',
  'var',
  '=',
);
const methods = [...STRING_METHODS.keys(), 'items', 'get', 'append', 'add', 'nope'];
const operand: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'ds',
      'params',
      'params.list',
      'params.city',
      'none',
      'true',
      '0',
      '3',
      '-2',
      '2.5',
      "'a b'",
      "''",
      '[]',
      '{}',
      'logical_date',
      'nope',
      "'%d'",
      "'{:5}'",
      '[[1, 2], "x"]',
      "{'a': 1}",
    ),
    fc
      .tuple(
        tie('e'),
        fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '~', '==', '<', 'in', 'and', 'or'),
        tie('e'),
      )
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc
      .tuple(tie('e'), fc.constantFrom(...FILTER_NAMES), fc.array(tie('e'), { maxLength: 2 }))
      .map(([a, f, args]) => `(${a} | ${f}(${args.join(', ')}))`),
    fc
      .tuple(tie('e'), fc.constantFrom(...TEST_NAMES.filter((name) => /^\w+$/.test(name))), tie('e'))
      .map(([a, t, b]) => `(${a} is ${t}(${b}))`),
    fc
      .tuple(tie('e'), fc.constantFrom(...methods), fc.array(tie('e'), { maxLength: 2 }))
      .map(([a, m, args]) => `(${a}).${m}(${args.join(', ')})`),
    fc.tuple(tie('e'), tie('e'), tie('e')).map(([a, b, c]) => `(${a})[${b}:${c}]`),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(${a})[${b}]`),
  ),
})).e;

/** Rendering answers with a JSON value or a placed error; anything thrown fails the property. */
async function rendersOrRefuses(template: string): Promise<void> {
  const result = await renderTemplate(template, fixture({}, limits).scope);
  if (result.ok) expect(JSON.parse(JSON.stringify(result.value)) as Json).toEqual(normal(result.value));
  else
    expect(result.error).toMatchObject({
      message: expect.any(String) as string,
      line: expect.any(Number) as number,
      path: [],
    });
  for (const problem of checkTemplate(template)) expect(problem.line).toBeGreaterThan(0);
}
const normal = (value: Json): Json => (Object.is(value, -0) ? 0 : Array.isArray(value) ? value.map(normal) : value);

describe('properties of templates', () => {
  it('renders text without braces to itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('{')),
        async (text) => {
          expect(await renderTemplate(text, fixture().scope)).toEqual({ ok: true, value: text });
        },
      ),
    );
  });

  it('renders data without templates to itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        const data = JSON.parse(
          JSON.stringify(json).replaceAll('{{', '').replaceAll('{%', '').replaceAll('{#', ''),
        ) as Json;
        expect(await renderTemplate(data, fixture().scope)).toEqual({ ok: true, value: data });
      }),
    );
  });

  it('gives any value of the scope back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (json) => {
        const data = JSON.parse(JSON.stringify(json)) as Json;
        expect(await renderTemplate('{{ params.x }}', fixture({ params: { x: data } }).scope)).toEqual({
          ok: true,
          value: data,
        });
      }),
    );
  });

  it('never throws for random characters', async () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom('{{', '}}', '{%', '%}', '{#', '#}', '-', 'if', 'for', 'endif', 'raw', '\n', '"', "'", '\\'),
        fc.string(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, (parts) => rendersOrRefuses(parts.join(''))),
      { numRuns: 300 },
    );
  });

  it('never throws for random words of the language', async () => {
    const words = fc.array(word, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.constantFrom(
          ['{{ ', ' }}'],
          ['{% if ', ' %}x{% endif %}'],
          ['{% for x in ', ' %}{{ x }}{% endfor %}'],
          ['{% set x = ', ' %}'],
        ),
        (parts, [open, close]) => rendersOrRefuses(`${open ?? ''}${parts.join(' ')}${close ?? ''}`),
      ),
      { numRuns: 300 },
    );
  });

  it('never throws for random expressions that parse', async () => {
    await fc.assert(
      fc.asyncProperty(operand, fc.boolean(), (source, text) => rendersOrRefuses(`{{ ${source} }}${text ? '.' : ''}`)),
      { numRuns: 400 },
    );
  });
});
