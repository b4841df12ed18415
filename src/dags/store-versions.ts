import type { Actor } from '../domain/events/actor.js';
import type { EventDraft } from '../domain/events/event.js';
import { appendToStreams, type StreamDrafts } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';
import { lockDags, makeLatest } from './lock-dags.js';
import { type NumberedVersion, numberVersions } from './number-versions.js';
import type { ReadDag } from './read-dag.js';
import { judgeAssetsAnew, storeAssetReferences } from './store-asset-references.js';

/** Who registers, and how their events are drafted. */
export interface Registrar {
  actor: Actor;
  reason: string | null;
  event(told: Told): EventDraft;
}

/** A DAG that somebody registers. */
export interface Registration {
  dag: ReadDag;
  by: Registrar;
}

export interface StoredVersion extends NumberedVersion, Registration {
  /** What was the latest version before; null: the DAG is new. */
  before: number | null;
  /** Something is different from before, be it only which version is the latest. */
  changed: boolean;
}

/**
 * Gives the content of each DAG its version, makes it the latest, and tells of it, in as many statements for many DAGs as for one. The DAGs' rows are
 * locked. No DAG may be named twice. Answers in their order.
 */
export async function storeVersions(tx: Tx, wanted: readonly Registration[]): Promise<StoredVersion[]> {
  if (wanted.length === 0) return [];
  const latest = await lockDags(
    tx,
    wanted.map(({ dag }) => dag),
  );
  const numbers = await numberVersions(
    tx,
    wanted.map(({ dag, by: { actor } }) => ({ dag, actor })),
  );
  const stored = wanted.map((each): StoredVersion => {
    const [before, numbered] = [latest.get(each.dag.id) ?? null, numbers.get(each.dag.id)];
    if (numbered === undefined) throw new Error(`dag ${each.dag.id} has no version`);
    return { ...each, ...numbered, before, changed: before !== numbered.number };
  });
  await follow(tx, stored);
  return stored;
}

/** What follows from the numbers. */
async function follow(tx: Tx, stored: readonly StoredVersion[]): Promise<void> {
  await storeAssetReferences(
    tx,
    stored.filter(({ created }) => created).map(({ dag: { id: dagId, spec }, number }) => ({ dagId, number, spec })),
  );
  const changed = stored.filter((each) => each.changed);
  // a new DAG's row was made for its first version
  await makeLatest(
    tx,
    changed.filter(({ before, number }) => before !== null || number !== 1),
  );
  await judgeAssetsAnew(
    tx,
    changed.filter(({ before }) => before !== null).map(({ dag }) => dag.id),
  );
  await appendToStreams(tx, changed.map(tellOf));
}

function tellOf({ dag, number, before, by }: StoredVersion): StreamDrafts {
  const payload = { number, hash: dag.hash, ...(before === null ? { paused: dag.pausedAtFirst } : {}) };
  const type = before === null ? 'DagRegistered' : 'DagVersionRegistered';
  return { stream: dagStream(dag.id), drafts: [by.event({ type, payload, reason: by.reason, dagId: dag.id })] };
}

export const dagStream = (dagId: string): string => `dag-${dagId}`;
