import type { EventDraft } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import { appendToHeads, emptyStream, type StreamHead } from './append.js';

/** Events for a stream whose head stands in the table `streams`. */
export interface StreamDrafts {
  stream: string;
  drafts: readonly EventDraft[];
}

/** Appends to a stream whose head stands in the table `streams` (dag-, variable-, connection-, access-, service-), under its row lock. */
export async function appendToStream(tx: Tx, stream: string, drafts: readonly EventDraft[]): Promise<StreamHead> {
  const [end] = await appendToStreams(tx, [{ stream, drafts }]);
  return end ?? emptyStream(stream);
}

/** `appendToStream` for several, in as many statements as for one. No stream may be named twice. Answers the new heads in their order. */
export async function appendToStreams(tx: Tx, wanted: readonly StreamDrafts[]): Promise<StreamHead[]> {
  if (wanted.length === 0) return [];
  const heads = await lockStreams(
    tx,
    wanted.map(({ stream }) => stream),
  );
  const ends = await appendToHeads(
    tx,
    wanted.map(({ stream, drafts }) => ({ head: headOf(heads, stream), drafts })),
  );
  const [names, versions, hashes] = [
    ends.map(({ stream }) => stream),
    ends.map(({ version }) => version),
    ends.map(({ hash }) => hash),
  ];
  await tx.query({ name: 'moveStreams', text: MOVE, values: [names, versions, hashes] });
  return ends;
}

const MOVE = `
update streams s set version = e.version, hash = coalesce(e.hash, '') from unnest($1::text[], $2::int[], $3::text[]) as e(stream, version, hash)
where s.stream = e.stream`;

/** In the order of their names, so that two who lock several do not wait for each other in a circle. */
async function lockStreams(tx: Tx, streams: readonly string[]): Promise<ReadonlyMap<string, StreamHead>> {
  const values = [[...streams].sort()];
  await tx.query({ name: 'makeStreams', text: MAKE, values });
  const { rows } = await tx.query<{ stream: string; version: number; hash: string }>({
    ...{ name: 'lockStreams', text: LOCK, values },
  });
  return new Map(rows.map((row) => [row.stream, { ...row, hash: row.version < 0 ? null : row.hash }]));
}

const MAKE = `
insert into streams (stream, version, hash) select s, -1, '' from unnest($1::text[]) as s on conflict do nothing`;

const LOCK = `
select stream, version, hash from streams where stream = any($1) order by stream for no key update`;

function headOf(heads: ReadonlyMap<string, StreamHead>, stream: string): StreamHead {
  const head = heads.get(stream);
  if (head === undefined) throw new Error(`stream ${stream} has no head`);
  return head;
}
