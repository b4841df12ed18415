import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import { PokedWork } from '../platform/poked-work.js';
import { deliver, type OutboxMessage } from './deliver.js';

const BATCH = 50;
/** A lost poke, and a message whose Temporal was away, cost at most this long. */
const SWEEP_MS = 1_000;

export interface RelayOptions {
  pool: Pool;
  client: Client;
  /** History events after which an execution continues as new. */
  segmentEvents: number;
  onError(error: unknown): void;
  /** A run that was to be woken has no open execution. */
  onUnknownRun(dagRunId: string): void;
}

/** Delivers the outbox to Temporal: when poked (NOTIFY `continuo_outbox`), and once a second. Any number of processes may run one. */
export class OutboxRelay extends PokedWork {
  constructor(private readonly options: RelayOptions) {
    super({ afterFailureMs: SWEEP_MS, onError: options.onError });
    this.poke();
  }

  protected async go(): Promise<number> {
    while ((await this.deliverBatch()) === BATCH);
    return SWEEP_MS;
  }

  /** Locks due messages that no other relay holds, delivers them side by side, and deletes what was delivered in the same transaction. */
  private deliverBatch(): Promise<number> {
    return inTransaction(this.options.pool, async (tx) => {
      const messages = await takeDue(tx);
      const results = await Promise.allSettled(messages.map((message) => this.deliverOne(message)));
      const done = messages.filter((_, i) => results[i]?.status === 'fulfilled').map((message) => message.id);
      const failed = messages.filter((_, i) => results[i]?.status === 'rejected').map((message) => message.id);
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) this.options.onError(failure.reason);
      if (done.length > 0) await tx.query('delete from outbox where id = any($1::bigint[])', [done]);
      if (failed.length > 0) await tx.query(POSTPONE, [failed]);
      return done.length;
    });
  }

  private async deliverOne(message: OutboxMessage): Promise<void> {
    const delivery = await deliver(this.options.client, message, this.options.segmentEvents);
    if (delivery === 'unknown') this.options.onUnknownRun(message.dagRunId);
  }
}

async function takeDue(tx: Tx): Promise<OutboxMessage[]> {
  const { rows } = await tx.query<OutboxMessage>(
    `select id, kind, dag_run_id as "dagRunId", epoch from outbox where next_at <= clock_timestamp() order by next_at, id limit $1 for update skip locked`,
    [BATCH],
  );
  return rows;
}

/** 0.2 s, doubling, at most 10 s. */
const POSTPONE = `
update outbox set attempts = attempts + 1, next_at = clock_timestamp() + least(10, 0.2 * power(2, least(attempts, 10))) * interval '1 second'
where id = any($1::bigint[])`;
