import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtinOperators, createRegistry, loadUserCode } from '../../../activities/registry/index.js';
import { EXIT } from '../../../src/cli/exit-code.js';
import { templateChecker } from '../../../src/domain/dag/check/template-checker.js';
import { NOT_YET_SUPPORTED } from '../../../src/domain/dag/check/unsupported.js';
import { ISSUE_CODES } from '../../../src/domain/dag/issue.js';
import { readDag } from '../../../src/domain/dag/read-dag.js';
import { dagSchema } from '../../../src/domain/dag/schema/dag-schema.js';
import { taskSchema } from '../../../src/domain/dag/schema/task-schema.js';
import { TRIGGER_RULES } from '../../../src/domain/runs/trigger-rule.js';
import { Permission } from '../../../src/platform/graphql/principal.js';
import { readBlocks } from './read-blocks.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = textOf('README.md');
const format = textOf('docs/dag-format.md');
const blocks = readBlocks(readme);

/** The part of a page under a heading. */
const chapter = (page: string, heading: string): string => {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  return after.split('\n## ')[0] ?? '';
};
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| `?([^`|]+?)`? \|/gm)].map((match) => match[1] ?? '');

describe('the README', () => {
  it('leaves few commands to be run elsewhere, each with its reason', () => {
    const notRun = blocks.filter((block) => block.kind === 'commands' && block.notRun !== null);
    expect(notRun.map(({ line }) => line)).toHaveLength(4);
    expect(readme.match(/<!-- not run: .{20,} -->\n```sh\n/g)).toHaveLength(4);
  });

  it('has each setting in its table', () => {
    const source = textOf('src/platform/config/settings.ts');
    const names = source.match(/\b(CONTINUO|TEMPORAL)_[A-Z_]+(?=:)|DATABASE_URL(?=:)/g) ?? [];
    expect(names.length).toBeGreaterThan(15);
    const table = chapter(readme, 'Settings');
    expect([...new Set(names)].filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });

  it('has each operator, exit code and permission', () => {
    const types = builtinOperators(() => undefined).map(({ type }) => type);
    expect(firstColumn(chapter(readme, 'Operators')).slice(1).sort()).toEqual([...types].sort());
    const codes = firstColumn(chapter(readme, 'Command line')).slice(1);
    expect(codes).toEqual(Object.values(EXIT).sort().map(String));
    expect(firstColumn(chapter(readme, 'API and tokens')).slice(1)).toEqual(Object.values(Permission));
  });

  it('names everything that is refused as not yet supported', () => {
    const limits = chapter(readme, 'Limits');
    const refused = [...NOT_YET_SUPPORTED.keys.map(({ key }) => key), ...NOT_YET_SUPPORTED.types];
    expect([...new Set(refused)].filter((name) => !limits.includes(`\`${name}\``))).toEqual([]);
  });

  const shown = (path: string): string =>
    blocks.find((block) => block.kind === 'file' && block.path === path)?.text.replace(/^.*\n/, '') ?? '';

  it('shows the test of a pipeline as it runs', () => {
    const example = 'activities/testing/example';
    expect(shown('dags/orders.yaml')).toBe(textOf(`${example}/orders.yaml`));
    expect(shown('dags/orders.spec.ts').replace('continuo/sdk/testing', '../index.js')).toBe(
      textOf(`${example}/orders.unit.spec.ts`),
    );
  });

  it('shows the operator and the test that the sdk has', () => {
    expect(shown('operators/count-lines.ts').replace('continuo/sdk', '../index.js')).toBe(
      textOf('activities/sdk/example/count-lines.ts'),
    );
    expect(shown('operators/count-lines.spec.ts').replace('continuo/sdk/testing', '../testing/index.js')).toBe(
      textOf('activities/sdk/example/count-lines.unit.spec.ts'),
    );
  });
});

describe('docs/dag-format.md', () => {
  it('has an example that is registered as it stands', async () => {
    const [example] = readBlocks(format).filter((block) => block.kind === 'file');
    const user = await loadUserCode({ directory: join(ROOT, 'docs'), parts: [] });
    const registry = createRegistry({ builtin: builtinOperators, user });
    const options = { operators: registry.catalog(), templates: templateChecker };
    expect(readDag(example?.text ?? '', 'YAML', options)).toMatchObject({ ok: true });
  });

  it('has each key of a DAG and of a task that runs, each trigger rule, each code', () => {
    const later = new Set(NOT_YET_SUPPORTED.keys.map(({ key }) => key));
    const keys = [...Object.keys(dagSchema.shape), ...Object.keys(taskSchema.shape)].filter((key) => !later.has(key));
    const known = [...keys, ...TRIGGER_RULES, ...ISSUE_CODES];
    expect(known.filter((name) => !format.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('links', () => {
  const records = readdirSync(join(ROOT, 'docs/adr')).map((name) => `docs/adr/${name}`);
  it.each(['README.md', 'docs/dag-format.md', ...records])('of %s lead somewhere', (page) => {
    const text = textOf(page);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
