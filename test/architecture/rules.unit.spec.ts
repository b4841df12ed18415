import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';

/** A file of its own in the real tree, importing what it must not: the rules must name it. */
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
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { force: true });
  });

  it.each(Object.entries(BAD))('%s catches a bad import', (rule, [folder, source]) => {
    const file = join(folder, 'deliberately-bad-import.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
    made.push(file);
    expect(violations(file)).toContain(rule);
  });
});

function violations(file: string): string[] {
  const report = cruise(file);
  return report.summary.violations
    .filter((violation) => violation.from === file)
    .map((violation) => violation.rule.name);
}

function cruise(file: string): { summary: { violations: { from: string; rule: { name: string } }[] } } {
  const args = [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    file,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ];
  try {
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 })) as ReturnType<
      typeof cruise
    >;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as ReturnType<typeof cruise>;
  }
}
