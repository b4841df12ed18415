// `npm test`: everything that must hold, in one command, on one shared stack. Plain JavaScript: on a fresh machine it runs before there are packages.
// The last line is `N passed, N failed`; the exit code is 0 only if nothing failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareProject } from '../../bin/prepare-project.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = (path) => [process.execPath, join(ROOT, 'node_modules', path)];

/** Checks that are one thing each; the test runner's own tests count one by one. */
const CHECKS = [
  ['types', [...bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['lint', [...bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  [
    'format',
    [
      ...bin('prettier/bin/prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '{src,workflows,activities,test,examples,bin}/**/*.{ts,mjs}',
    ],
  ],
  [
    'architecture',
    [
      ...bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      'src',
      'workflows',
      'activities',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  ],
];
const SUITES = [
  ['unit tests', ['--project', 'unit']],
  ['tests on the stack', ['--project', 'stack']],
  ['tests of the whole product', ['--project', 'product']],
];

const counts = { passed: 0, failed: 0 };
/** Named once more at the end: the output of the suites is long, and a machine's log may keep its end only. */
const failures = [];

function run(name, [command, ...args]) {
  const started = Date.now();
  console.log(`── ${name}`);
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: process.env });
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return status === 0;
}

function check([name, command]) {
  const ok = run(name, command);
  counts[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(name);
}

/** A suite that ends badly counts as a failure even where no test of it does: one that ran nothing has shown nothing. */
function suite([name, args], folder) {
  const report = join(folder, `${args.at(-1)}.json`);
  const ok = run(name, [
    ...bin('vitest/vitest.mjs'),
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(report);
  const failedBesides = (!ok && numFailedTests === 0) || (ok && numPassedTests === 0);
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + (failedBesides ? 1 : 0);
  failures.push(...testResults.flatMap(failuresOf), ...(failedBesides ? [name] : []));
}

/** The failed tests of a file, or the file where it fails as a whole, each with the first lines of its reason. */
function failuresOf({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  const file = relative(ROOT, name);
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLines(message)}`] : [];
  return failed.map((test) => `${file} > ${test.fullName}: ${firstLines(test.failureMessages.join('\n'))}`);
}

const firstLines = (text = '') => text.split('\n').slice(0, 6).join(' | ').slice(0, 800);

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

await prepareProject(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'continuo-checks-'));
for (const one of CHECKS) check(one);
for (const one of SUITES) suite(one, folder);
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
