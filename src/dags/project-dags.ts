import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { DagFile, ImportError } from '../../activities/registry/index.js';
import type { EventDraft } from '../domain/events/event.js';
import { Notifier } from '../event-store/index.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';
import { nowInstant } from '../platform/instant.js';
import { ServiceOptions } from '../platform/service-options.js';
import { AdmissionGate } from './admission-gate.js';
import { readDag, type ReadDag } from './read-dag.js';
import { ScheduleGate } from './schedule-gate.js';
import { type Registrar, storeVersion } from './store-version.js';

/** What became of the project's DAG files. */
export interface ProjectReport {
  /** Ids of DAGs that have a new latest version. */
  changed: string[];
  errors: ImportError[];
}

const ACTOR = { kind: 'SERVICE', id: 'project', name: 'project files' } as const;

/** Registers the DAG files of the user's project, at start and on change; `dag_files` holds what each brought, or why it could not. */
@Injectable()
export class ProjectDags {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(AdmissionGate) private readonly gate: AdmissionGate,
    @Inject(ScheduleGate) private readonly schedules: ScheduleGate,
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** A file whose content is known is left alone, so that a later registration by the API stays the latest. */
  async register(files: readonly DagFile[], errors: readonly ImportError[]): Promise<ProjectReport> {
    const report: ProjectReport = { changed: [], errors: [...errors] };
    for (const file of files) {
      const result = await this.registerFile(file);
      report.changed.push(...result.changed);
      if (result.error !== null) report.errors.push({ path: file.path, message: result.error });
    }
    await this.remember(files, errors);
    if (report.changed.length > 0) this.tell();
    return report;
  }

  private tell(): void {
    this.notifier.poke('continuo_events');
    this.gate.admitted();
    this.schedules.followed();
  }

  private async registerFile(file: DagFile): Promise<{ changed: string[]; error: string | null }> {
    const read = file.documents.map((document) =>
      readDag(
        { source: document.text, format: document.format === 'json' ? 'JSON' : 'YAML' },
        this.options.operators().catalog(),
      ),
    );
    const dags = read.flatMap((each) => ('issues' in each ? [] : [each]));
    const issues = read.flatMap((each) => ('issues' in each ? each.issues : []));
    const error = issues.length === 0 ? null : issues.map((issue) => `${placeOf(issue)}${issue.message}`).join('\n');
    const changed = await inTransaction(this.pool, (tx) => this.store(tx, file, dags, error));
    return { changed, error };
  }

  private async store(tx: Tx, file: DagFile, dags: readonly ReadDag[], error: string | null): Promise<string[]> {
    const { rows } = await tx.query<{ error: string | null }>(
      'select error from dag_files where path = $1 and content_hash = $2 for update',
      [file.path, file.contentHash],
    );
    const known = rows[0] !== undefined && rows[0].error === null;
    await tx.query(REMEMBER, [file.path, file.contentHash, dags.map((dag) => dag.id), error]);
    if (known) return [];
    const changed: string[] = [];
    for (const dag of dags) {
      const by = registrarOf(file);
      const stored = await storeVersion(tx, dag, by);
      if (!stored.changed) continue;
      await this.schedules.follow(tx, dag.id, (told) => by.event(told));
      await this.gate.admit(tx, dag.id);
      changed.push(dag.id);
    }
    return changed;
  }

  /** Files that could not even be read are listed; files that are gone are forgotten, their DAGs stay. */
  private async remember(files: readonly DagFile[], errors: readonly ImportError[]): Promise<void> {
    for (const { path, message } of errors) await this.pool.query(REMEMBER, [path, '', [], message]);
    const present = [...files.map((file) => file.path), ...errors.map((error) => error.path)];
    await this.pool.query('delete from dag_files where not path = any($1)', [present]);
  }
}

const REMEMBER = `
insert into dag_files (path, content_hash, dag_ids, error) values ($1, $2, $3, $4)
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
