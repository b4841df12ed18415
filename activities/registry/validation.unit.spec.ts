import { readFile } from 'node:fs/promises';
import { glob } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { templateChecker } from '../../src/domain/dag/check/template-checker.js';
import { validateDag } from '../../src/domain/dag/validate-dag.js';
import { builtinOperators, createRegistry } from './index.js';

const user = { handlers: [], operators: [], codeVersion: 'test' };
const operators = createRegistry({ builtin: builtinOperators, user }).catalog();
const issuesOf = (tasks: object) => {
  const validated = validateDag({ id: 'doc', tasks }, { operators, templates: templateChecker });
  return validated.ok ? [] : validated.issues.map(({ code, path, message }) => ({ code, path, message }));
};
const withIssues = (type: string, given: object) => issuesOf({ t: { type, with: given } });

describe('registration, by the schemas of the operators', () => {
  it('takes every example of their READMEs', async () => {
    const files = await glob('activities/*/*/README.md', {
      cwd: new URL('../..', import.meta.url).pathname,
      absolute: true,
    });
    let examples = 0;
    for (const file of files) {
      for (const [, yaml = ''] of (await readFile(file, 'utf8')).matchAll(/```yaml\n([^]*?)```/g)) {
        const tasks = parse(yaml) as Record<string, { upstream?: unknown }>;
        for (const task of Object.values(tasks)) delete task.upstream;
        expect(issuesOf(tasks), file).toEqual([]);
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(10);
  });

  it('forgives templates and no mistakes beside them', () => {
    expect(withIssues('sql.query', { connection: 'db', sql: 'select 1', maxRows: '{{ params.n }}' })).toEqual([]);
    expect(
      withIssues('http.request', { connection: 'api', path: '/{{ ds }}', timeout: '{{ params.timeout }}' }),
    ).toEqual([]);
    expect(withIssues('sensor.time', { at: '{{ dataInterval.end }}' })).toEqual([]);
    expect(withIssues('http.request', { url: 'http://x', path: '/{{ ds }}' })).toMatchObject([
      { code: 'BAD_WITH', message: 'http.request: "path" needs "connection"' },
    ]);
    expect(withIssues('python', { script: '{{ params.a }}', file: '{{ params.b }}', function: 'f' })).toMatchObject([
      { code: 'BAD_WITH' },
    ]);
  });

  it('names tasks to go on that the DAG does not have', () => {
    const choices = ['stop', { id: 'full', follow: ['load', 'laod', '{{ params.more }}'] }];
    const ask = { type: 'approval', with: { subject: 'Go?', choices } };
    expect(issuesOf({ ask, load: { type: 'empty', upstream: ['ask'] } })).toEqual([
      {
        code: 'BAD_WITH',
        path: 'tasks.ask.with.choices.1.follow.1',
        message: 'approval: there is no task or group "laod"; did you mean "load"?',
      },
    ]);
  });

  it('names unknown keys, missing keys and bad values with their path', () => {
    expect(withIssues('bash', { comand: 'x' })).toMatchObject([{ code: 'BAD_WITH' }, { code: 'BAD_WITH' }]);
    expect(withIssues('bash', { command: 'x', skipExitCode: 300 })).toMatchObject([
      { code: 'BAD_WITH', path: 'tasks.t.with.skipExitCode' },
    ]);
    expect(withIssues('sensor.file', { path: 'x', stableFor: 'soon' })).toMatchObject([
      {
        code: 'BAD_WITH',
        path: 'tasks.t.with.stableFor',
        message: expect.stringContaining('no duration') as string,
      },
    ]);
    expect(withIssues('branch', { choose: 'xcom.a ?' })).toMatchObject([{ code: 'BAD_TEMPLATE' }]);
    expect(withIssues('shortCircuit', { when: 'param.n > 1' })).toMatchObject([
      {
        code: 'BAD_TEMPLATE',
        message: expect.stringMatching(/'param' is unknown; .*\(line 1, column 1 of the text\)/) as string,
      },
    ]);
    expect(withIssues('empty', { x: 1 })).toMatchObject([{ code: 'BAD_WITH' }]);
    expect(withIssues('nobody.serves', {})).toMatchObject([{ code: 'UNKNOWN_OPERATOR' }]);
  });
});
