import type { Pool } from 'pg';

/**
 * A ticket that was granted its slots and has not begun for this long: its wake-up, or the delivery of its activity, may be lost. It is dispatched
 * again; begin makes that harmless.
 */
const SIGNAL_AGAIN_S = 30;

export async function signalIdleGrants(pool: Pool): Promise<void> {
  await pool.query(SIGNAL_AGAIN, [SIGNAL_AGAIN_S]);
}

const SIGNAL_AGAIN = `
with idle as (
  select dag_run_id, task_id, map_index, try_number from tickets
  where granted and owner is null and outcome is null and granted_at < clock_timestamp() - $1 * interval '1 second'
    and (next_at is null or next_at < clock_timestamp() - $1 * interval '1 second')
  order by 1, 2, 3, 4 limit 1000 for update skip locked
), signalled as (
  update tickets t set generation = generation + 1, granted_at = clock_timestamp() from idle i
  where t.dag_run_id = i.dag_run_id and t.task_id = i.task_id and t.map_index = i.map_index and t.try_number = i.try_number
  returning t.dag_run_id
), woken as (
  insert into outbox (kind, dag_run_id, epoch)
  select 'wake', id, epoch from dag_runs where ended_at is null and id in (select dag_run_id from signalled) order by id
  returning 1
)
select count(pg_notify('continuo_outbox', '')) from woken`;

/**
 * The reaper's invariant: what is wrong with who holds and who waits, one line each; none while the database is sound, at any moment. A slot is held
 * only by an open ticket of an unfinished run, or by one whose body is still being ended; who holds does not wait; who is open and waits stands in
 * the queue no more once it has its outcome.
 */
export async function slotViolations(pool: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(VIOLATIONS);
  return rows.map(({ line }) => line);
}

const VIOLATIONS = `
with held as (
  select kind || ' ' || id as what, dag_run_id, task_id, map_index, try_number from slot_leases
  union all
  select 'slot of pool default', dag_run_id, task_id, map_index, try_number from default_slots where dag_run_id is not null
), lines as (
  select what || ' is held by ' || h.dag_run_id || '/' || h.task_id || '/' || h.map_index || '/' || h.try_number
    || case when t.dag_run_id is null then ', which is no ticket' when not t.granted then ', which was not granted anything'
       when t.ended_at is not null then ', which has ended' else ', whose run has ended' end as line
  from held h left join tickets t using (dag_run_id, task_id, map_index, try_number) left join dag_runs r on r.id = h.dag_run_id
  where t.dag_run_id is null or not t.granted or t.ended_at is not null or (r.ended_at is not null and t.owner is null)
  union all
  select dag_run_id || '/' || task_id || '/' || map_index || '/' || try_number || ' was granted slots and holds none'
  from tickets t where granted and not exists (select 1 from held h where h.dag_run_id = t.dag_run_id and h.task_id = t.task_id
    and h.map_index = t.map_index and h.try_number = t.try_number)
  union all
  select dag_run_id || '/' || task_id || '/' || map_index || '/' || try_number || ' waits for slots and '
    || case when outcome is not null then 'has ended' when granted then 'holds them' else 'runs' end
  from slot_waiters w join tickets t using (dag_run_id, task_id, map_index, try_number) where outcome is not null or granted or owner is not null
)
select line from lines order by line`;
