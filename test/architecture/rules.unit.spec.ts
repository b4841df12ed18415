import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** What the rules and the imports below speak of. */
const TREE = [
  'src',
  'workflows',
  'activities',
  'test/support',
  '.dependency-cruiser.cjs',
  'tsconfig.json',
  'package.json',
];

/** A file of its own in a copy of the tree (in the real one, a product that starts meanwhile would build it), importing what it must not: the rules must name it. */
const BAD: Record<string, [file: string, source: string]> = {
  'domain-is-pure': ['src/domain/runs', `import 'node:fs';\nexport const bad = 1;\n`],
  'workflows-see-domain-and-contract': [
    'workflows/dag-run',
    `import { createPool } from '../../src/platform/database/pool.js';\nexport const bad = createPool;\n`,
  ],
  'providers-see-sdk-and-domain': [
    'activities/core',
    `import { createPool } from '../../src/platform/database/pool.js';\nexport const bad = createPool;\n`,
  ],
  'contexts-by-their-face': [
    'src/deadlines',
    `import { expirePart } from '../retention/expire-parts.js';\nexport const bad = expirePart;\n`,
  ],
  'source-does-not-see-tests': [
    'src/domain/runs',
    `import { planOf } from '../../../test/support/run-builder.js';\nexport const bad = planOf;\n`,
  ],
  'nothing-sees-composition-roots': ['src/temporal', `import '../worker.js';\nexport const bad = 1;\n`],
};

describe('architecture rules', () => {
  let root: string;
  let violations: Violation[];
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-architecture-')));
    for (const path of TREE) cpSync(join(ROOT, path), join(root, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const [rule, [, source]] of Object.entries(BAD)) {
      mkdirSync(dirname(join(root, fileOf(rule))), { recursive: true });
      writeFileSync(join(root, fileOf(rule)), source);
    }
    violations = cruise(root, Object.keys(BAD).map(fileOf));
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(Object.keys(BAD))('%s catches a bad import', (rule) => {
    const broken = violations.filter(({ from }) => from === fileOf(rule)).map((violation) => violation.rule.name);
    expect(broken).toContain(rule);
  });
});

interface Violation {
  from: string;
  rule: { name: string };
}

const fileOf = (rule: string): string => join(BAD[rule]?.[0] ?? '', `deliberately-bad-import-${rule}.ts`);

/** What the rules find in these files and in all that they import: one look for all of them, for it takes seconds. */
function cruise(root: string, files: readonly string[]): Violation[] {
  const args = [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...files,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}
