import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';

const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g;
const CODE = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** The files and all that they import by a relative path, as far as it stands there literally. Sorted. */
export async function importedFiles(jiti: Jiti, entries: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    const text = await readOrNull(file);
    if (text === null) continue;
    seen.add(file);
    if (CODE.includes(extname(file))) waiting.push(...importsOf(jiti, file, text));
  }
  return [...seen].sort();
}

function importsOf(jiti: Jiti, file: string, text: string): string[] {
  const parentURL = pathToFileURL(file).href;
  return [...text.matchAll(SPECIFIER)].flatMap(([, , specifier = '']) => {
    const found = jiti.esmResolve(specifier, { parentURL, try: true });
    if (found === undefined) return [];
    return [found.startsWith('file:') ? fileURLToPath(found) : found];
  });
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // resolved, but gone or no file: whoever imports it says so
    return null;
  }
}
