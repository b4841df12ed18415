import { Injectable } from '@nestjs/common';
import type { NormalizedDag } from '../domain/dag/index.js';
import { type Queryable, readRow } from '../platform/database/reading.js';
import { type DagShape, shapeOf } from './dag-shape.js';

/** A DAG version with what follows from its spec. */
export interface CompiledVersion extends DagShape {
  dagId: string;
  number: number;
  hash: string;
}

const KEPT = 200;

/** Compiled versions, kept in memory: a version never changes. */
@Injectable()
export class VersionReader {
  private readonly known = new Map<string, Promise<CompiledVersion>>();

  /** @throws for a version that was never registered */
  compiled(db: Queryable, dagId: string, number: number): Promise<CompiledVersion> {
    const key = `${number}/${dagId}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.known.keys();
    if (this.known.size >= KEPT && oldest !== undefined) this.known.delete(oldest);
    const reading = read(db, dagId, number);
    this.known.set(key, reading);
    reading.catch(() => this.known.delete(key));
    return reading;
  }
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
