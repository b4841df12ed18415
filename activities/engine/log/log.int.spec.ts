import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { logOf, refOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import { bash } from '../../core/bash/bash.js';
import type { OperatorDefinition } from '../../sdk/index.js';

let db: FreshDatabase;
let worker: SpecWorker;
const operators = [bash as OperatorDefinition];

beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, operators);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

describe('a shell task', () => {
  it('prints 200 MB without filling memory; its log is cut with one mark', async () => {
    const command = 'yes 0123456789012345678901234567890123456789 | head -c 200000000; echo last >&2';
    const run = await seedRun(db.pool, { t: { type: 'bash', with: { command, output: 'none' } } });
    const before = process.memoryUsage().rss;
    const answer = await worker.engine.attempt(refOf(run, 't'));
    expect(answer).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    const lines = await logOf(db.pool, refOf(run, 't'));
    const marks = lines.filter((line) => line.startsWith('['));
    expect(marks).toEqual([
      '[log cut here: more than 10 MiB in this try; what follows is counted, not kept]',
      expect.stringMatching(/^\[19\d{7} bytes more were printed and not kept\]$/),
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
    const { rows } = await db.pool.query<{ bytes: number }>(
      'select sum(octet_length(lines))::int as bytes from task_logs where dag_run_id = $1',
      [run],
    );
    expect(rows[0]?.bytes).toBeLessThan(16 * 1024 * 1024);
  });

  it('numbers lines on over attempts of a try, and reads while it runs', async () => {
    const go = join(await mkdtemp(join(tmpdir(), 'log-')), 'go');
    const command = `echo one; while [ ! -e ${go} ]; do sleep 0.05; done; echo two`;
    const run = await seedRun(db.pool, { t: { type: 'bash', with: { command } } });
    const running = worker.engine.attempt(refOf(run, 't'));
    await expect.poll(() => logOf(db.pool, refOf(run, 't'))).toEqual(['one']);
    await writeFile(go, '');
    await running;
    const { rows } = await db.pool.query(
      'select first_line, line_count from task_logs where dag_run_id = $1 order by 1',
      [run],
    );
    expect(rows).toEqual([
      { first_line: 1, line_count: 1 },
      { first_line: 2, line_count: 1 },
    ]);
  });

  it('given a full disk for its log, succeeds, and the log says what is missing', async () => {
    await db.pool.query(`
      create function spec_full() returns trigger language plpgsql as $$
      begin if new.lines like '%poison%' then raise exception 'could not extend file' using errcode = '53100'; end if; return new; end $$;
      create trigger spec_full before insert on task_logs for each row execute function spec_full()`);
    const run = await seedRun(db.pool, {
      t: { type: 'bash', with: { command: 'echo poison; sleep 0.7; echo after' } },
    });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    expect(await logOf(db.pool, refOf(run, 't'))).toEqual([
      '[1 lines of this log are lost: they could not be written]',
      'after',
    ]);
  });
});

describe('secrets', () => {
  it('stand in no log, rendered field, error or event', async () => {
    const secrets = {
      connection: async (id: string) => ({
        id,
        type: 'http',
        host: 'h',
        port: 1,
        database: null,
        login: 'ada',
        password: 'hunter2',
        extra: {},
      }),
      variable: async () => ({ value: 'tops3cret', secret: true }),
    };
    const knowing = await specWorker(db, operators, { secrets });
    const command = `echo "{{ conn('c').password }} {{ var('v') }}"; echo "{{ var('v') }}" | base64; echo "{{ conn('c').password }}" >&2; exit 4`;
    const run = await seedRun(db.pool, { t: { type: 'bash', with: { command } } });
    const answer = await knowing.engine.attempt(refOf(run, 't'));
    expect(answer).toMatchObject({ outcome: { kind: 'FAILED', error: { type: 'BashExit' } } });
    await knowing.close();
    const { rows } = await db.pool.query<{ text: string }>(
      `select coalesce(string_agg(lines, ''), '') || (select string_agg(payload::text, '') from events where dag_run_id = $1)
         || (select rendered_fields::text from task_instances where dag_run_id = $1)
         || (select outcome::text from tickets where dag_run_id = $1)
         || (select error::text from task_attempts where dag_run_id = $1) as text from task_logs where dag_run_id = $1`,
      [run],
    );
    const text = rows[0]?.text ?? '';
    expect(text).toContain('***');
    expect(text).not.toMatch(/hunter2|tops3cret|dG9wczNjcmV0/);
  });
});
