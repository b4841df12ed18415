import type { ClientBase, Pool } from 'pg';

/** What was so at every commit that changed who holds slots of the pool or who waits for them. */
export interface PoolAudit {
  commits: number;
  /** Greatest number of slots held. */
  mostHeld: number;
  /** Smallest number of slots held while somebody waited; null where nobody did. */
  fewestHeldWhileWaiting: number | null;
}

type Db = Pick<Pool | ClientBase, 'query'>;

/**
 * Watches a pool from now on: a deferred trigger writes down, last of all in each transaction that queues, grants or gives back, what is held and how
 * many wait. Such a transaction has the pool's lock when it commits, so what it writes is what everybody sees then; one that had not would be found
 * by its own row. Costs each of them a look at the pool.
 */
export async function auditPool(db: Db, pool: string): Promise<void> {
  await db.query(AUDIT.replaceAll('$POOL', `'${pool}'`));
}

export async function readPoolAudit(db: Db): Promise<PoolAudit> {
  const { rows } = await db.query<PoolAudit>(READ);
  if (rows[0] === undefined) throw new Error('no answer to an audit');
  return rows[0];
}

const AUDIT = `
create table pool_audit (transaction xid8 primary key, held integer not null, waits boolean not null);
create function audit_pool() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from pool_audit where transaction = pg_current_xact_id()) then
    insert into pool_audit select pg_current_xact_id(),
      (select coalesce(sum(slots), 0) from slot_leases where kind = 'pool' and id = $POOL),
      exists (select 1 from slot_waiters where pool = $POOL);
  end if;
  return null;
end $$;
create constraint trigger audit_leases after insert on slot_leases deferrable initially deferred for each row
  when (new.kind = 'pool' and new.id = $POOL) execute function audit_pool();
create constraint trigger audit_released after delete on slot_leases deferrable initially deferred for each row
  when (old.kind = 'pool' and old.id = $POOL) execute function audit_pool();
create constraint trigger audit_waiters after insert on slot_waiters deferrable initially deferred for each row
  when (new.pool = $POOL) execute function audit_pool();
create constraint trigger audit_waited after delete on slot_waiters deferrable initially deferred for each row
  when (old.pool = $POOL) execute function audit_pool();
`;

const READ = `
select count(*)::int as commits, coalesce(max(held), 0)::int as "mostHeld", (min(held) filter (where waits))::int as "fewestHeldWhileWaiting"
from pool_audit`;
