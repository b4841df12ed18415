import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Packages that a module brings in when it is loaded, types left out, its own imports included. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)';/gm);
  return [...imports].flatMap(([, from = '']) =>
    from.startsWith('.') ? packagesOf(join(dirname(file), from.replace(/\.js$/, '.ts')), seen) : [from],
  );
}

describe('the run path', () => {
  it('compiles DAGs with nothing but the template parser: zod, yaml and ajv stay with the API', () => {
    expect(packagesOf(join(import.meta.dirname, 'index.ts'))).toEqual(['@huggingface/jinja']);
  });

  it('is told apart by this very test', () => {
    expect(packagesOf(join(import.meta.dirname, 'validate-dag.ts'))).toEqual(expect.arrayContaining(['zod', 'ajv']));
  });
});
