import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { DagFile, ImportError } from '../../activities/registry/index.js';
import type { EventDraft } from '../domain/events/event.js';
import { Notifier } from '../event-store/index.js';
import type { Queryable } from '../platform/database/reading.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';
import { nowInstant } from '../platform/instant.js';
import { ServiceOptions } from '../platform/service-options.js';
import { DagStore } from './dag-store.js';
import { readDag, type ReadDag } from './read-dag.js';
import type { Registrar } from './store-versions.js';

/** What became of the project's DAG files. */
export interface ProjectReport {
  /** Ids of DAGs that have a new latest version. */
  changed: string[];
  errors: ImportError[];
}

/** A file with its valid DAGs, and what is wrong with the others. */
interface ReadFile {
  file: DagFile;
  dags: ReadDag[];
  error: string | null;
}

/** In one transaction. */
const FILES_AT_ONCE = 50;

const ACTOR = { kind: 'SERVICE', id: 'project', name: 'project files' } as const;

/** Registers the DAG files of the user's project, at start and on change; `dag_files` holds what each brought, or why it could not. */
@Injectable()
export class ProjectDags {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(DagStore) private readonly dags: DagStore,
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** A file whose content is known is left alone, so that a later registration by the API stays the latest. */
  async register(files: readonly DagFile[], errors: readonly ImportError[]): Promise<ProjectReport> {
    const report: ProjectReport = { changed: [], errors: [...errors] };
    for (let from = 0; from < files.length; from += FILES_AT_ONCE) {
      const read = files.slice(from, from + FILES_AT_ONCE).map((file) => this.read(file));
      report.changed.push(...(await this.storeAll(read)));
      for (const { file, error } of read) if (error !== null) report.errors.push({ path: file.path, message: error });
    }
    await this.remember(files, errors);
    if (report.changed.length > 0) this.tell();
    return report;
  }

  private tell(): void {
    this.notifier.poke('continuo_events');
    this.dags.told();
  }

  private read(file: DagFile): ReadFile {
    const catalog = this.options.operators().catalog();
    const read = file.documents.map(({ text, format }) =>
      readDag({ source: text, format: format === 'json' ? 'JSON' : 'YAML' }, catalog),
    );
    const issues = read.flatMap((each) => ('issues' in each ? each.issues : []));
    return {
      file,
      dags: read.flatMap((each) => ('issues' in each ? [] : [each])),
      error: issues.length === 0 ? null : issues.map((issue) => `${placeOf(issue)}${issue.message}`).join('\n'),
    };
  }

  /** Where the files cannot be stored together, each has a transaction of its own. Answers the ids of DAGs that have changed. */
  private async storeAll(read: readonly ReadFile[]): Promise<string[]> {
    try {
      return await inTransaction(this.pool, (tx) => this.store(tx, read));
    } catch (error) {
      if (read.length === 1) throw error;
    }
    const changed: string[] = [];
    for (const one of read) changed.push(...(await inTransaction(this.pool, (tx) => this.store(tx, [one]))));
    return changed;
  }

  private async store(tx: Tx, read: readonly ReadFile[]): Promise<string[]> {
    const [paths, hashes] = [read.map(({ file }) => file.path), read.map(({ file }) => file.contentHash)];
    const { rows } = await tx.query<{ path: string }>({ name: 'knownDagFiles', text: KNOWN, values: [paths, hashes] });
    const known = new Set(rows.map(({ path }) => path));
    await remember(
      tx,
      read.map(({ file, dags, error }) => ({ ...file, dagIds: dags.map(({ id }) => id), error })),
    );
    const fresh = read.filter(({ file }) => !known.has(file.path));
    const stored = await this.dags.store(
      tx,
      fresh.flatMap(({ file, dags }) => dags.map((dag) => ({ dag, by: registrarOf(file) }))),
    );
    return stored.flatMap(({ dag, changed }) => (changed ? [dag.id] : []));
  }

  /** Files that could not even be read are listed; files that are gone are forgotten, their DAGs stay. */
  private async remember(files: readonly DagFile[], errors: readonly ImportError[]): Promise<void> {
    await remember(
      this.pool,
      errors.map(({ path, message }) => ({ path, contentHash: '', dagIds: [], error: message })),
    );
    const present = [...files.map((file) => file.path), ...errors.map((error) => error.path)];
    await this.pool.query('delete from dag_files where not path = any($1)', [present]);
  }
}

const KNOWN = `
select path from dag_files join unnest($1::text[], $2::text[]) as f(path, content_hash) using (path, content_hash)
where error is null order by path for update of dag_files`;

interface FileRow {
  path: string;
  contentHash: string;
  dagIds: string[];
  error: string | null;
}

async function remember(db: Queryable, files: readonly FileRow[]): Promise<void> {
  if (files.length === 0) return;
  // of several errors of one file the last is shown
  const byPath = new Map(
    files.map(({ path, contentHash, dagIds, error }) => [path, { path, contentHash, dagIds, error }]),
  );
  const rows = [...byPath.values()];
  await db.query({ name: 'rememberDagFiles', text: REMEMBER, values: [JSON.stringify(rows)] });
}

const REMEMBER = `
insert into dag_files (path, content_hash, dag_ids, error)
select path, "contentHash", array(select jsonb_array_elements_text("dagIds")), error
from jsonb_to_recordset($1::jsonb) as f(path text, "contentHash" text, "dagIds" jsonb, error text) order by path
on conflict (path) do update set content_hash = excluded.content_hash, dag_ids = excluded.dag_ids, error = excluded.error,
  seen_at = clock_timestamp()`;

const placeOf = ({ line, path }: { line: number | null; path: string }): string =>
  line === null ? (path === '' ? '' : `${path}: `) : `line ${line}: `;

const registrarOf = (file: DagFile): Registrar => ({
  actor: ACTOR,
  reason: `file ${file.path}`,
  event: (told: Told): EventDraft => ({
    ...{ type: told.type, payload: told.payload, occurredAt: nowInstant(), actor: ACTOR },
    ...{ reason: told.reason ?? null, dagId: told.dagId ?? null },
  }),
});
