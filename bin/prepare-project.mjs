// Makes node_modules what the lock file says and dist what the sources say. Plain JavaScript: it runs before there are packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_FLOOR = [20, 19];

/** What a build reads, and the steps that make it: Node programs of this project, in this order. */
export const BUILD = {
  sources: ['src', 'workflows', 'activities', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
  stamp: 'dist/.built',
  entry: 'dist/src/embedded/start.js',
  steps: [
    { name: 'Compiling', script: 'node_modules/typescript/bin/tsc', args: ['-b', 'tsconfig.build.json'] },
    { name: 'Bundling the workflows', script: 'dist/src/build/bundle-workflows.js', args: [] },
  ],
};

/** Installs and builds where needed; ends the process with what to do where that fails. */
export async function prepareProject(root = ROOT) {
  assertNode();
  if (isInstalled(root) && isBuilt(root)) return;
  const release = await lock(root);
  try {
    if (!isInstalled(root)) await install(root);
    if (!isBuilt(root)) await build(root);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
    release();
    process.exit(1);
  }
  release();
}

function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])) return;
  console.error(
    `Continuo needs Node ${NODE_FLOOR.join('.')} or newer; this is ${process.versions.node}: see https://nodejs.org`,
  );
  process.exit(1);
}

/** npm writes down what it has put into node_modules, last of all: every package of the lock must be there in that version. */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null) return present !== null;
  if (present === null) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '' || path in present) return path === '' || present[path].version === version;
    return optional === true || devOptional === true;
  });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** dist was built, to its last step, from exactly these sources. Without sources (an image) what is there counts. */
export function isBuilt(root) {
  if (!existsSync(join(root, BUILD.entry))) return false;
  if (!existsSync(join(root, 'src'))) return true;
  const stamp = join(root, BUILD.stamp);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesDigest(root);
}

/** Names, sizes and times of all source files except specs. */
function sourcesDigest(root) {
  const hash = createHash('sha256').update(JSON.stringify(BUILD.steps));
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name));
    else if (stat !== undefined && !path.endsWith('.spec.ts')) hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  BUILD.sources.forEach(visit);
  return hash.digest('hex');
}

async function install(root) {
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = ['ci', '--strict-allow-scripts', '--no-audit', '--no-fund'];
  await step('Installing packages', root, [...npm, ...args]);
}

async function build(root) {
  const digest = sourcesDigest(root);
  const whole = existsSync(join(root, BUILD.entry));
  rmSync(join(root, BUILD.stamp), { force: true });
  if (!whole) rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const { name, script, args } of BUILD.steps)
    await step(name, root, [process.execPath, join(root, script), ...args]);
  mkdirSync(dirname(join(root, BUILD.stamp)), { recursive: true });
  writeFileSync(join(root, BUILD.stamp), digest);
}

/** Runs a command; after a second its name shows, at the end its time; its output only when it fails. */
async function step(name, cwd, [command, ...args]) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  let shown = false;
  const first = setTimeout(() => ((shown = true), console.log(`${name} …`)), 1000);
  const again = setInterval(() => console.log(`${name} … ${seconds()}`), 10_000);
  let output = '';
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
  const code = await new Promise((resolve) =>
    child.on('error', (error) => ((output += error), resolve(null))).on('close', resolve),
  );
  clearTimeout(first);
  clearInterval(again);
  if (code !== 0)
    throw new Error(`${output.trim()}\n${name} failed after ${seconds()}: ${[command, ...args].join(' ')} (in ${cwd})`);
  if (shown) console.log(`${name}: done in ${seconds()}`);
}

/** One at a time for a clone: two homes may be started at once. A file of a process that is gone counts for nothing. */
async function lock(root) {
  const file = join(
    tmpdir(),
    `continuo-prepare-${createHash('sha256').update(root).digest('hex').slice(0, 16)}-${process.getuid?.() ?? 0}`,
  );
  const mine = `${file}-${process.pid}`;
  writeFileSync(mine, String(process.pid));
  for (let told = false; ; told = true) {
    try {
      linkSync(mine, file);
      rmSync(mine);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
    if (!isAlive(holder)) rmSync(file, { force: true });
    else if (!told) console.log(`Waiting for process ${holder}, which installs or builds in ${root}`);
    await sleep(300);
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
