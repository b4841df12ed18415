// `npm test`: everything that must hold, in one command, on one shared stack. Plain JavaScript: on a fresh machine it runs before there are packages.
// The last line is `N passed, N failed`; the exit code is 0 only if nothing failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { prepareProject } from '../../bin/prepare-project.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = (path) => [process.execPath, join(ROOT, 'node_modules', path)];

/** Checks that are one thing each; the test runner's own tests count one by one. */
const CHECKS = [
  [
    'types',
    [
      ...bin('typescript/bin/tsc'),
      ...['--noEmit', '-p', 'tsconfig.json'],
      ...['--incremental', '--tsBuildInfoFile', join(ROOT, 'node_modules/.cache/continuo/types.tsbuildinfo')],
    ],
  ],
  ['lint', [...bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  [
    'format',
    [
      ...bin('prettier/bin/prettier.cjs'),
      '--check',
      '--cache',
      '--cache-location',
      join(ROOT, 'node_modules/.cache/continuo/format'),
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
const UNIT = ['unit', ['--project', 'unit']];
const STACK_PARTS = [1, 2, 3, 4].map((part) => [`stack ${part}`, ['--project', 'stack', `--shard=${part}/4`]]);
const SCHEDULES = 'test/chaos/schedules';
const PRODUCT = ['product', ['--project', 'product', '--exclude', `${SCHEDULES}/**`]];
const PRODUCT_ALONE = ['schedules', ['--project', 'product', SCHEDULES]];

const counts = { passed: 0, failed: 0 };
/** Named once more at the end: the output of the suites is long, and a machine's log may keep its end only. */
const failures = [];

/** Runs a command; each line that it prints bears its name, for others may print at the same time. */
async function run(name, [command, ...args]) {
  const started = Date.now();
  console.log(`── ${name}`);
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: process.env });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => console.log(line === '' ? '' : `${name} │ ${line}`));
  }
  const code = await new Promise((resolve) => {
    child.on('error', (error) => resolve(console.log(`${name} │ ${error.message}`)));
    child.on('close', resolve);
  });
  console.log(`── ${name}: ${code === 0 ? 'ok' : 'FAILED'} (${secondsSince(started)} s)`);
  return code === 0;
}

const secondsSince = (started) => ((Date.now() - started) / 1000).toFixed(1);

async function check([name, command]) {
  const ok = await run(name, command);
  counts[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(name);
}

/** A suite that ends badly counts as a failure even where no test of it does: one that ran nothing has shown nothing. */
async function suite([name, args]) {
  const report = join(folder, `${name.replace(' ', '-')}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run(name, [...bin('vitest/vitest.mjs'), 'run', ...args, ...reporters]);
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

/** One piece of work after the other, of what nobody has taken yet. */
async function lane(pieces) {
  for (let next = pieces.shift(); next !== undefined; next = pieces.shift()) await next();
}

const started = Date.now();
await prepareProject(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'continuo-checks-'));
// One suite uses one core, more or less: what needs the whole product waits much, and its starts are serial. The longest is first.
const pieces = [
  () => suite(PRODUCT),
  ...CHECKS.map((one) => () => check(one)),
  ...[UNIT, ...STACK_PARTS].map((one) => () => suite(one)),
];
await Promise.all([lane(pieces), lane(pieces)]);
// A hundred runs a second on several services keep all cores busy: alone, so that it is their crashes that are tested and not their hunger.
await suite(PRODUCT_ALONE);
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`── all in ${secondsSince(started)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
