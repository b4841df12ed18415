import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.js';
import type { EventDraft } from '../domain/events/event.js';
import { placeEvent } from '../domain/events/event.js';
import { inTransaction } from '../platform/database/transaction.js';
import { appendEvents, appendToStream, emptyStream, eventHash, sequenceEvents } from './index.js';

const draft = (n: number): EventDraft => ({
  type: 'ThingHappened',
  occurredAt: '2026-01-02T03:04:05.678Z',
  actor: { kind: 'USER', id: 'alice', name: 'Älice "A" \u2028' },
  reason: n % 2 === 0 ? null : 'why',
  dagId: 'd',
  payload: { n, float: 0.1, big: 1e21, tiny: 1e-7, nested: { ü: [null, true, ''] } },
});

describe('the event store', () => {
  let db: FreshDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
  });
  afterAll(() => db.drop());

  it('chains each event to the one before, and the hash can be computed from what was stored', async () => {
    await inTransaction(db.pool, (tx) => appendToStream(tx, 'dag-a', [draft(0), draft(1)]));
    await inTransaction(db.pool, (tx) => appendToStream(tx, 'dag-a', [draft(2)]));
    const { rows } = await db.pool.query<Record<string, string> & { version: number; payload: EventDraft['payload'] }>(
      `select *, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from events where stream = 'dag-a' order by version`,
    );
    expect(rows.map((row) => row.version)).toEqual([0, 1, 2]);
    let previous: string | null = null;
    for (const row of rows) {
      const stored: EventDraft = {
        type: row['type'] ?? '',
        occurredAt: row['at'] ?? '',
        actor: { kind: 'USER', id: row['actor_id'] ?? '', name: row['actor_name'] ?? '' },
        reason: row['reason'] ?? null,
        dagId: row['dag_id'] ?? null,
        payload: row.payload,
      };
      expect(row['previous_hash']).toBe(previous);
      expect(eventHash(placeEvent(stored, 'dag-a', row.version, previous))).toBe(row['hash']);
      previous = row['hash'] ?? null;
    }
  });

  it.each(['update events set reason = null', 'delete from events', 'truncate events'])('refuses: %s', async (sql) => {
    await expect(db.pool.query(sql)).rejects.toThrow(/events are final/);
  });

  it('lets only one of two writers have a version', async () => {
    const head = emptyStream('run-x');
    await inTransaction(db.pool, (tx) => appendEvents(tx, head, [draft(0)]));
    await expect(inTransaction(db.pool, (tx) => appendEvents(tx, head, [draft(1)]))).rejects.toThrow(/duplicate key/);
  });

  it('gives positions after the commit: a late one never gets a position below one that was seen', async () => {
    await sequenceEvents(db.pool);
    const late = await db.pool.connect();
    await late.query('begin');
    await appendEvents(late, emptyStream('run-late'), [draft(0)]);
    await inTransaction(db.pool, (tx) => appendEvents(tx, emptyStream('run-early'), [draft(0)]));
    await sequenceEvents(db.pool);
    await late.query('commit');
    late.release();
    await sequenceEvents(db.pool);
    const { rows } = await db.pool.query<{ stream: string }>(
      'select stream from event_order order by position desc limit 2',
    );
    expect(rows.map((row) => row.stream)).toEqual(['run-late', 'run-early']);
  });

  it('positions thousands of events of concurrent writers once each, in the order of their stream', async () => {
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 20; i += 1) {
          await inTransaction(db.pool, (tx) =>
            appendToStream(
              tx,
              `dag-w${writer}`,
              Array.from({ length: 20 }, (_x, n) => draft(n)),
            ),
          );
          await sequenceEvents(db.pool);
        }
      }),
    );
    await sequenceEvents(db.pool);
    const { rows } = await db.pool.query<{ disorder: string; pending: string; n: string }>(`
      select (select count(*) from (select version, lag(version, 1, -1) over (partition by stream order by position) as before from event_order) o where version <> before + 1) as disorder,
        (select count(*) from event_pending) as pending, (select count(*) from event_order where stream like 'dag-w%') as n`);
    expect(rows[0]).toEqual({ disorder: '0', pending: '0', n: '3200' });
  });
});
