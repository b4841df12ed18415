import { mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateDag } from '../../src/domain/dag/validate-dag.js';
import { templateChecker } from '../../src/domain/dag/check/template-checker.js';
import { parse } from 'yaml';
import type { OperatorDefinition } from '../sdk/index.js';
import { pokeSensor, testContext, type TestContext } from '../sdk/testing/index.js';
import { builtinOperators, createRegistry, loadUserCode, type UserCode } from './index.js';

const directory = join(import.meta.dirname, '..', '..', 'examples', 'watcher');
let project: UserCode;
let folder = '';
beforeAll(async () => {
  project = await loadUserCode({ directory });
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-inbox-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inbox = (): OperatorDefinition => {
  const [operator] = project.operators;
  if (operator?.type !== 'sensor.inbox') throw new Error('the example has no sensor.inbox');
  return operator;
};
const given = () => ({ folder, pattern: '\\.csv$' });
const outlets = [{ asset: 'inbox' }];
/** A poke of a run, by its id; answers what it would tell. */
async function poke(dagRunId: string): Promise<{ done: boolean; context: TestContext }> {
  const context = testContext({ dagRunId, outlets });
  return { done: (await pokeSensor(inbox(), context, given())).done, context };
}
const put = (...names: string[]) => names.forEach((name) => writeFileSync(join(folder, name), 'row\n'));
const namesOf = ({ context }: { context: TestContext }): string[] =>
  context.updates().flatMap(({ extra }) => (extra as { files?: string[] }).files ?? []);

describe('the example of a watcher', () => {
  it('can be loaded, and its DAGs have no mistakes', () => {
    expect(project.errors).toEqual([]);
    const operators = createRegistry({ builtin: builtinOperators, user: project }).catalog();
    const files = readdirSync(join(directory, 'dags'));
    expect(files).toHaveLength(2);
    expect(project.dagFiles.map(({ path }) => path)).toEqual(files.map((file) => `dags/${file}`));
    for (const file of files) {
      const spec: unknown = parse(readFileSync(join(directory, 'dags', file), 'utf8'));
      const validated = validateDag(spec, { operators, templates: templateChecker });
      expect(validated.ok ? [] : validated.issues, file).toEqual([]);
    }
  });

  it('waits while there is nothing, and takes what is finished', async () => {
    expect((await poke('run-1')).done).toBe(false);
    put('a.csv', 'b.csv', 'c.csv.part');
    const first = await poke('run-1');
    expect(first.done).toBe(true);
    const taken = join(folder, 'taken', 'run-1');
    expect(first.context.updates()).toMatchObject([
      { asset: 'inbox', extra: { files: [join(taken, 'a.csv'), join(taken, 'b.csv')] } },
    ]);
    expect((await poke('run-2')).done).toBe(false);
  });

  it('tells of each file once, wherever an attempt is cut off', async () => {
    // cut off after it has moved one of two files, and before it has told of any
    put('d.csv', 'e.csv');
    const cut = join(folder, 'taken', 'run-3');
    await poke('run-3');
    renameSync(join(cut, 'e.csv'), join(folder, 'e.csv'));
    const again = await poke('run-3');
    const next = await poke('run-4');
    expect([...namesOf(again), ...namesOf(next)]).toEqual([
      join(cut, 'd.csv'),
      join(folder, 'taken', 'run-4', 'e.csv'),
    ]);
  });
});
