import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const EXPORTED = /^export (?:async )?(?:function|const) (\w+)/gm;
const DECLARED = /^(?:export )?(?:async )?(?:function|const) (\w+)|^ {2}(\w+)\(/gm;

/** Rows of the README's tables, as cells. */
const rows = read('test/model/README.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const namesIn = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');

function statements(): string[] {
  return filesUnder('activities/engine', '.sql.ts').flatMap((file) =>
    [...read(file).matchAll(EXPORTED)].map(([, name]) => `${name} in ${file}`),
  );
}

const filesUnder = (folder: string, suffix: string): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(suffix))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`);

describe('the table of statements and transitions', () => {
  it('names every SQL function of the engine, and none that is gone', () => {
    const named = rows
      .filter((cells) => cells.length === 5)
      .flatMap((cells) => namesIn(cells[1]).map((name) => `${name} in ${cells[2]}`));
    expect(named.sort()).toEqual(statements().sort());
  });

  it('names transitions that the model has', () => {
    const source = filesUnder('test/model', '.ts').map(read).join('\n');
    const declared = new Set([...source.matchAll(DECLARED)].map(([, name, method]) => name ?? method));
    const transitions = rows.flatMap((cells) =>
      cells.length === 5 && cells[2]?.startsWith('activities')
        ? namesIn(cells[3])
        : cells.length === 4
          ? namesIn(cells[2])
          : [],
    );
    expect(transitions.length).toBeGreaterThan(20);
    expect(transitions.filter((name) => !declared.has(name))).toEqual([]);
  });
});
