import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { macros } from '../../../src/domain/templates/airflow/macros.js';
import { DEFAULT_LIMITS, renderTemplate, type TemplateScope } from '../../../src/domain/templates/index.js';
import type { Value } from '../../../src/domain/templates/values/kinds.js';
import { moment } from '../../../src/domain/templates/values/make.js';
import { DateTime } from 'luxon';
import type { Json } from '../../../src/domain/json.js';

interface Case {
  template: string;
  context?: string;
  /** Why our answer is not Jinja's, by design; `expect` says what it is. */
  differs?: string;
  expect?: 'error' | { value: Json };
}
type Answer = { ok: true; value: Json } | { ok: false; error: string };

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const corpus = JSON.parse(read('corpus.json')) as { contexts: Record<string, Record<string, Json>>; cases: Case[] };
const answers = JSON.parse(read('answers.json')) as Record<string, Answer>;

function contextValue(value: Json): Value {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const iso = value['$datetime'];
  return typeof iso === 'string' ? moment(DateTime.fromISO(iso, { setZone: true })) : value;
}

function scopeOf(context: string): TemplateScope {
  const names = Object.entries(corpus.contexts[context] ?? {}).map(
    ([name, value]) => [name, contextValue(value)] as const,
  );
  const refuse = () => Promise.reject(new Error('the corpus looks nothing up'));
  return {
    names: new Map<string, Value>([...names, ['macros', macros()]]),
    lookups: { xcom: refuse, variable: refuse, connection: refuse },
    limits: DEFAULT_LIMITS,
    onSecret: () => undefined,
  };
}

const hasJinja = (): boolean => {
  try {
    execFileSync('python3', ['-c', 'import jinja2'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('templates against Jinja itself', () => {
  it('has a corpus worth the name, answered in full', () => {
    expect(corpus.cases.length).toBeGreaterThanOrEqual(250);
    expect(Object.keys(answers).sort()).toEqual(corpus.cases.map((entry) => entry.template).sort());
  });

  it.each(corpus.cases)('$template', async ({ template, context = 'base', differs, expect: own }) => {
    const result = await renderTemplate(template, scopeOf(context));
    const jinja = answers[template];
    const expected =
      own === undefined
        ? jinja?.ok
          ? { ok: true, value: jinja.value }
          : { ok: false }
        : own === 'error'
          ? { ok: false }
          : { ok: true, ...own };
    if (differs !== undefined) expect(own, 'a case that differs says what it gives').toBeDefined();
    expect(result.ok ? { ok: true, value: result.value } : { ok: false }).toEqual(expected);
  });

  if (hasJinja()) {
    it('finds the committed answers to be those of the Jinja on this machine', () => {
      const script = new URL('make-answers.py', import.meta.url).pathname;
      const made = JSON.parse(execFileSync('python3', [script, '--stdout'], { encoding: 'utf8' })) as typeof answers;
      expect(withoutNames(made)).toEqual(withoutNames(answers));
    });
  }
});

/** Versions of Jinja differ in the names of errors, not in what is one. */
const withoutNames = (all: typeof answers) =>
  Object.fromEntries(Object.entries(all).map(([template, answer]) => [template, answer.ok ? answer : { ok: false }]));
