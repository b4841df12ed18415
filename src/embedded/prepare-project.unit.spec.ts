import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = pathToFileURL(join(import.meta.dirname, '../../bin/prepare-project.mjs')).href;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'continuo-prepare-'));
  file(
    'package-lock.json',
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { version: '1.0.0' },
        'node_modules/mac-only': { version: '1.0.0', optional: true },
      },
    }),
  );
  file('src/a.ts', 'a');
  file(
    'npm.js',
    `
    const fs = require('fs');
    fs.appendFileSync('calls', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
    if (fs.existsSync('offline')) { console.error('npm error network'); process.exit(1); }
    fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
    fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': JSON.parse(fs.readFileSync('package-lock.json')).packages['node_modules/a'] } }));
    fs.copyFileSync('tsc.js', 'node_modules/typescript/bin/tsc');
  `,
  );
  file(
    'tsc.js',
    `
    const fs = require('fs');
    fs.appendFileSync('calls', 'tsc ' + process.argv.slice(2).join(' ') + '\\n');
    if (fs.existsSync('broken')) { console.log('src/a.ts(1,1): error TS1005'); process.exit(2); }
    if (fs.existsSync('slow')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    fs.mkdirSync('dist/src/embedded', { recursive: true });
    fs.writeFileSync('dist/src/embedded/start.js', '');
    fs.mkdirSync('dist/src/build', { recursive: true });
    fs.writeFileSync('dist/src/build/bundle-workflows.js', "require('fs').appendFileSync('calls', 'bundle' + require('os').EOL)");
  `,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
const CODE = `import(${JSON.stringify(SCRIPT)}).then(({ prepareProject }) => prepareProject(process.argv[1]))`;
const command = (): [string, string[]] => [process.execPath, ['-e', CODE, root]];
const env = () => ({ ...process.env, npm_execpath: join(root, 'npm.js'), TMPDIR: root });

/** Prepares the project in a process of its own, and tells which tools it called. */
function prepare() {
  rmSync(join(root, 'calls'), { force: true });
  const { status, stdout, stderr } = spawnSync(...command(), { env: env(), encoding: 'utf8' });
  const calls = existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [];
  return { status, calls, stdout, stderr };
}
const INSTALL = 'npm ci --strict-allow-scripts --no-audit --no-fund';
const COMPILE = 'tsc -b tsconfig.build.json';
const BUNDLE = 'bundle';

describe('prepareProject', () => {
  it('given a fresh clone, installs from the lock file, then builds; a second time it does nothing', () => {
    expect(prepare()).toMatchObject({ status: 0, calls: [INSTALL, COMPILE, BUNDLE] });
    expect(prepare()).toMatchObject({ status: 0, calls: [] });
  });

  it('given a source that is newer, or a new or deleted one, builds; a changed spec changes nothing', () => {
    prepare();
    utimesSync(join(root, 'src/a.ts'), 1, 2);
    expect(prepare().calls).toEqual([COMPILE, BUNDLE]);
    file('src/b.ts', 'b');
    expect(prepare().calls).toEqual([COMPILE, BUNDLE]);
    rmSync(join(root, 'src/b.ts'));
    expect(prepare().calls).toEqual([COMPILE, BUNDLE]);
    file('src/a.unit.spec.ts', 'x');
    expect(prepare().calls).toEqual([]);
  });

  it('given a lock file that asks for another version, installs and builds', () => {
    prepare();
    file('package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.1' } } }));
    expect(prepare().calls).toEqual([INSTALL, COMPILE, BUNDLE]);
  });

  it('given packages that someone removed, or an installation that was cut off, installs again', () => {
    prepare();
    rmSync(join(root, 'node_modules/.package-lock.json'));
    expect(prepare().calls).toEqual([INSTALL]);
  });

  it('given a missing dist, builds it', () => {
    prepare();
    rmSync(join(root, 'dist'), { recursive: true });
    expect(prepare().calls).toEqual([COMPILE, BUNDLE]);
  });

  it('given an image without sources, runs what is there', () => {
    prepare();
    rmSync(join(root, 'src'), { recursive: true });
    expect(prepare()).toMatchObject({ status: 0, calls: [] });
  });

  it('given sources that do not compile, shows why and ends with 1; the next time it tries again', () => {
    file('broken', '');
    const first = prepare();
    expect(first.status).toBe(1);
    expect(first.stderr).toContain('src/a.ts(1,1): error TS1005');
    expect(first.stderr).toContain('Compiling failed');
    rmSync(join(root, 'broken'));
    expect(prepare()).toMatchObject({ status: 0, calls: [COMPILE, BUNDLE] });
  });

  it('given no network, shows the words of npm and ends with 1', () => {
    file('offline', '');
    const { status, stderr } = prepare();
    expect(status).toBe(1);
    expect(stderr).toContain('npm error network');
    expect(stderr).toContain('Installing packages failed');
  });

  it('given two starts at once, one prepares and the other waits; a step longer than a second shows', async () => {
    file('slow', '');
    const both = [0, 1].map(() => {
      const child = spawn(...command(), { env: env() });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
      return new Promise<{ code: number | null; output: string }>((resolve) =>
        child.once('close', (code) => resolve({ code, output })),
      );
    });
    const results = await Promise.all(both);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')).toEqual([INSTALL, COMPILE, BUNDLE]);
    const said = results.map(({ output }) => output).join('');
    expect(said).toMatch(/Compiling …\nCompiling: done in \d/);
    expect(said).toContain('Waiting for process');
  });
});
