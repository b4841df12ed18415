import { execFileSync } from 'node:child_process';
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
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-architecture-')));
    for (const path of TREE) cpSync(join(ROOT, path), join(root, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each(Object.entries(BAD))('%s catches a bad import', (rule, [folder, source]) => {
    const file = join(folder, 'deliberately-bad-import.ts');
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
    expect(violations(root, file)).toContain(rule);
  });
});

function violations(root: string, file: string): string[] {
  const report = cruise(root, file);
  return report.summary.violations
    .filter((violation) => violation.from === file)
    .map((violation) => violation.rule.name);
}

function cruise(root: string, file: string): { summary: { violations: { from: string; rule: { name: string } }[] } } {
  const args = [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    file,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  try {
    return JSON.parse(execFileSync(process.execPath, args, options)) as ReturnType<typeof cruise>;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as ReturnType<typeof cruise>;
  }
}
