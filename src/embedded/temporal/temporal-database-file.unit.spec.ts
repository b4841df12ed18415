import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporalDatabase } from './temporal-database-file.js';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'continuo-temporal-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SQLITE = `SQLite format 3\0${'x'.repeat(100)}`;
const open = (version = '1.31.2') => temporalDatabase(folder, version, (line) => said.push(line));

/** A database on which a server has been ready. */
function usable(version = '1.31.2', content = SQLITE) {
  const database = open(version);
  writeFileSync(database.file, content);
  writeFileSync(`${database.file}-wal`, 'wal');
  database.markUsable();
  return database;
}
const aside = (): string[] => readdirSync(folder).filter((name) => name.startsWith('aside-'));

describe('temporalDatabase', () => {
  it('given a usable database, keeps it, with its log', () => {
    const database = usable();
    database.prepare({ failedStarts: 0, lastWords: '' });
    database.prepare({ failedStarts: 1, lastWords: '' });
    expect(readFileSync(database.file, 'utf8')).toBe(SQLITE);
    expect(existsSync(`${database.file}-wal`)).toBe(true);
    expect(said).toEqual([]);
  });

  it('given one on which no server was ever ready (killed while making its schema), removes it', () => {
    const database = open();
    writeFileSync(database.file, SQLITE);
    writeFileSync(`${database.file}-journal`, 'half');
    database.prepare({ failedStarts: 0, lastWords: '' });
    expect(readdirSync(folder)).toEqual([]);
    expect(said).toEqual([]);
  });

  it('given a log and a mark without their database, removes them', () => {
    const database = usable();
    rmSync(database.file);
    database.prepare({ failedStarts: 0, lastWords: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("given another version's database, moves it aside with its log and says so", () => {
    usable('1.30.4');
    const database = open('1.31.2');
    database.prepare({ failedStarts: 0, lastWords: '' });
    expect(aside()).toHaveLength(1);
    expect(readdirSync(join(folder, aside()[0] ?? '')).sort()).toEqual([
      'temporal-1.30.4.db',
      'temporal-1.30.4.db-wal',
      'temporal-1.30.4.db.usable',
    ]);
    expect(said.join()).toContain('another version');
    expect(said.join()).toContain('Nothing is lost');
  });

  it.each([['gibberish'], ['']])('given a file that is no database (%j), moves it aside and says so', (content) => {
    const database = usable('1.31.2', content);
    database.prepare({ failedStarts: 0, lastWords: '' });
    expect(existsSync(database.file)).toBe(false);
    expect(aside()).toHaveLength(1);
    expect(said.join()).toContain('is not a database any more');
  });

  it('given a server that failed twice to start on it, moves it aside and says so', () => {
    const database = usable();
    database.prepare({ failedStarts: 2, lastWords: '' });
    expect(existsSync(database.file)).toBe(false);
    expect(said.join()).toContain('does not let the server start');
  });

  it.each([['database or disk is full (13)'], ['listen tcp 127.0.0.1:7233: bind: address already in use']])(
    'given failed starts that another file would not cure (%s), keeps it',
    (lastWords) => {
      const database = usable();
      database.prepare({ failedStarts: 3, lastWords });
      expect(existsSync(database.file)).toBe(true);
    },
  );
});
