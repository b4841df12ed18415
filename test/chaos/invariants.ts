import type { Pool } from 'pg';
import { slotViolations } from '../../activities/engine/slots/sweep.sql.js';
import { overlaps, readLedger } from './ledger.js';

/** Each query names what must not be there, one line per breach (reference: the fault list's invariants). */
const BREACHES: Record<string, string> = {
  'streams have no gap': `select stream as breach from events group by stream having count(*) <> max(version) + 1`,
  'hashes chain': `select stream || ':' || version as breach from (select stream, version, previous_hash, lag(hash) over (partition by stream order by version) as before from events) e
    where previous_hash is distinct from before`,
  'each event has one position': `select stream || ':' || version as breach from events where not exists (select 1 from event_order o where o.stream = events.stream and o.version = events.version)`,
  'each attempt has one begin and one end': `select stream as breach from events where stream like 'attempt-%' group by stream
    having array_agg(type order by version) <> array['AttemptStarted', 'AttemptEnded']::text[]`,
  'attempts are as their streams say': `select dag_run_id || '/' || task_id as breach from task_attempts a where outcome is null or not exists (
    select 1 from events e where e.stream = format('attempt-%s/%s/%s/%s/%s', a.dag_run_id, a.task_id, a.map_index, a.try_number, a.attempt)
      and e.type = 'AttemptEnded' and e.payload->>'outcome' = a.outcome)`,
  'a try succeeds once': `select dag_run_id || '/' || task_id as breach from task_attempts where outcome = 'SUCCESS' group by dag_run_id, task_id, map_index, try_number having count(*) > 1`,
  'no attempt begins after its try was settled': `select s.stream as breach from events s join events e on e.dag_run_id = s.dag_run_id and e.task_id = s.task_id and e.map_index = s.map_index
    and e.type = 'AttemptEnded' and e.payload->>'outcome' <> 'LOST' and e.payload->>'tryNumber' = s.payload->>'tryNumber'
    where s.type = 'AttemptStarted' and s.recorded_at > e.recorded_at`,
  'ended runs have no open ticket': `select t.dag_run_id || '/' || t.task_id as breach from tickets t join dag_runs r on r.id = t.dag_run_id where r.ended_at is not null and (t.outcome is null or not t.read)`,
  'every control is answered': `select dag_run_id || '#' || number as breach from controls where applied_at is null`,
  'each control is answered once': `select dag_run_id || '#' || (payload->>'number') as breach from events where type in ('ControlApplied', 'ControlRefused')
    group by dag_run_id, payload->>'number' having count(*) > 1`,
  'each control names who asked and why': `select c.dag_run_id || '#' || c.number as breach from controls c where c.applied_at is not null and not exists (
    select 1 from events e where e.stream = 'run-' || c.dag_run_id and e.type in ('ControlApplied', 'ControlRefused') and (e.payload->>'number')::int = c.number
      and e.actor_id = c.actor_id and e.reason is not distinct from c.reason)`,
  // a person may say another end of a run that has ended
  'ended runs end once per opening': `select dag_run_id as breach from events where type in ('RunSucceeded', 'RunFailed')
    and payload->>'cause' <> 'control' group by dag_run_id
    having count(*) > 1 + (select count(*) from events r where r.dag_run_id = events.dag_run_id and r.type = 'RunReopened')`,
  'instances of ended runs are finished': `select i.dag_run_id || '/' || i.task_id || ' ' || i.state as breach from task_instances i join dag_runs r on r.id = i.dag_run_id
    where r.ended_at is not null and i.state not in ('SUCCESS', 'FAILED', 'SKIPPED', 'UPSTREAM_FAILED', 'REMOVED')`,
};

export interface Breach {
  invariant: string;
  what: string;
}

/** All breaches of the invariants, in the database and in what the bodies said of themselves. Empty is good. */
export async function findBreaches(pool: Pool, ledger: string): Promise<Breach[]> {
  const breaches: Breach[] = overlaps(readLedger(ledger)).map((what) => ({ invariant: 'one body at a time', what }));
  for (const [invariant, sql] of Object.entries(BREACHES)) {
    const { rows } = await pool.query<{ breach: string }>(sql);
    breaches.push(...rows.map((row) => ({ invariant, what: row.breach })));
  }
  const slots = (await slotViolations(pool)).map((what) => ({
    invariant: 'slots are held by open tickets alone',
    what,
  }));
  return [...breaches, ...slots, ...(await moreBodiesThanAttempts(pool, ledger))];
}

async function moreBodiesThanAttempts(pool: Pool, ledger: string): Promise<Breach[]> {
  const { rows } = await pool.query<{ key: string; attempts: number }>(
    `select format('%s/%s/%s/%s', dag_run_id, task_id, map_index, try_number) as key, count(*)::int as attempts from task_attempts group by 1`,
  );
  const attempts = new Map(rows.map((row) => [row.key, row.attempts]));
  return [...readLedger(ledger)].flatMap(([key, bodies]) =>
    bodies.length > (attempts.get(key) ?? 0)
      ? [
          {
            invariant: 'a body is an attempt',
            what: `${key}: ${bodies.length} bodies, ${attempts.get(key) ?? 0} attempts`,
          },
        ]
      : [],
  );
}
