// Compiles TypeScript of this project as the build does, file by file, and remembers what came out: one file for each source, in node_modules/.cache.
// Packages are left to Node: a loader that looks at them too (jiti does) costs a worker's start six seconds of CPU.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/continuo/source');
const TSCONFIG = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8');
const TYPESCRIPT = readFileSync(join(ROOT, 'node_modules/typescript/package.json'), 'utf8');
const digest = (...texts) => createHash('sha256').update(texts.join('\0')).digest('hex');

/** `./x.js` of a source is `./x.ts`. */
export async function resolve(specifier, context, next) {
  const ours = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
  return next(ours ? specifier.replace(/js$/, 'ts') : specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: compiled(path, await readFile(path, 'utf8')), shortCircuit: true };
}

/** From the cache where that was made of this text: its first line says of which. */
function compiled(path, text) {
  const of = `// ${digest(TSCONFIG, TYPESCRIPT, text)}\n`;
  const file = join(CACHE, `${digest(path)}.js`);
  const known = readOrEmpty(file);
  if (known.startsWith(of)) return known;
  const made = of + compile(path, text);
  mkdirSync(CACHE, { recursive: true });
  // whole or not at all: others may read it
  writeFileSync(`${file}.${process.pid}`, made);
  renameSync(`${file}.${process.pid}`, file);
  return made;
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function compile(fileName, text) {
  const ts = createRequire(import.meta.url)('typescript');
  const { config } = ts.parseConfigFileTextToJson('tsconfig.json', TSCONFIG);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const { outputText } = ts.transpileModule(text, {
    fileName,
    // transpileModule cannot look for the nearest package.json, which says that all of ours are ES modules
    compilerOptions: {
      ...options,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      incremental: false,
    },
  });
  return outputText;
}
