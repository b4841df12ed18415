import { Injectable } from '@nestjs/common';
import type { NormalizedDag } from '../domain/dag/index.js';
import { type Queryable, readRow, readRows } from '../platform/database/reading.js';
import { type DagShape, shapeOf } from './dag-shape.js';

/** A DAG version with what follows from its spec. */
export interface CompiledVersion extends DagShape {
  dagId: string;
  number: number;
  hash: string;
}

const KEPT = 200;

/** Names a version. */
export type VersionKey = Pick<CompiledVersion, 'dagId' | 'number'>;

/** Compiled versions, kept in memory: a version never changes. */
@Injectable()
export class VersionReader {
  private readonly known = new Map<string, Promise<CompiledVersion>>();

  /** @throws for a version that was never registered */
  compiled(db: Queryable, dagId: string, number: number): Promise<CompiledVersion> {
    const key = `${number}/${dagId}`;
    return this.known.get(key) ?? this.keep(key, read(db, dagId, number));
  }

  /** The versions in their order; those that are not known come with one query. @throws for a version that was never registered */
  async compiledAll(db: Queryable, keys: readonly VersionKey[]): Promise<CompiledVersion[]> {
    const unknown = keys.filter(({ dagId, number }) => !this.known.has(`${number}/${dagId}`));
    const found = new Map(
      (await readAll(db, unknown)).map((version) => [`${version.number}/${version.dagId}`, version]),
    );
    for (const [key, version] of found) void this.keep(key, Promise.resolve(version));
    return Promise.all(
      keys.map((key) => found.get(`${key.number}/${key.dagId}`) ?? this.compiled(db, key.dagId, key.number)),
    );
  }

  private keep(key: string, reading: Promise<CompiledVersion>): Promise<CompiledVersion> {
    const [oldest] = this.known.keys();
    if (this.known.size >= KEPT && oldest !== undefined) this.known.delete(oldest);
    this.known.set(key, reading);
    reading.catch(() => this.known.delete(key));
    return reading;
  }
}

async function readAll(db: Queryable, keys: readonly VersionKey[]): Promise<CompiledVersion[]> {
  if (keys.length === 0) return [];
  const rows = await readRows<VersionKey & { hash: string; spec: NormalizedDag }>(
    db,
    `select dag_id as "dagId", number, hash, spec from dag_versions
     join unnest($1::text[], $2::int[]) as k(dag_id, number) using (dag_id, number)`,
    [keys.map(({ dagId }) => dagId), keys.map(({ number }) => number)],
  );
  return rows.map(({ spec, ...row }) => ({ ...row, ...shapeOf(spec) }));
}

async function read(db: Queryable, dagId: string, number: number): Promise<CompiledVersion> {
  const row = await readRow<{ hash: string; spec: NormalizedDag }>(
    db,
    'select hash, spec from dag_versions where dag_id = $1 and number = $2',
    [dagId, number],
  );
  if (row === null) throw new Error(`dag ${dagId} has no version ${number}`);
  return { dagId, number, hash: row.hash, ...shapeOf(row.spec) };
}
