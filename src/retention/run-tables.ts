/** Tables whose rows go with their run, by the column `dag_run_id`; what refers to another one comes before it. */
export const TABLES_OF_RUNS = [
  'remote_jobs',
  'tickets',
  'task_attempts',
  'task_logs',
  'xcoms',
  'map_items',
  'slot_leases',
  'slot_waiters',
  'external_waits',
  'approvals',
  'callbacks',
  'controls',
  'notifications',
  'deadlines',
  'triggering_asset_events',
  'run_snapshots',
  'task_instances',
  'outbox',
] as const;

/** Tables that name a run and outlive it, with the reason. */
export const TABLES_BEYOND_RUNS: Readonly<Record<string, string>> = {
  events: 'what happened stays',
  task_cache: 'a result is kept as long as its ttl says',
  default_slots: 'there are as many rows as slots; those of an ended run are free',
  asset_events: 'updates of assets have an expiry of their own',
  backfill_dates: 'a date tells which run it had',
};

/** Tables whose rows go with their DAG, by the column `dag_id`, after its runs. */
export const TABLES_OF_DAGS = [
  'schedules',
  'asset_references',
  'asset_queue',
  'backfills',
  'task_cache',
  'dag_versions',
] as const;

/** Tables that name a DAG and outlive it, with the reason, beside those whose rows go with its runs. */
export const TABLES_BEYOND_DAGS: Readonly<Record<string, string>> = {
  events: 'what happened stays',
  asset_events: 'who has updated an asset stays, until it expires',
  deleted_dag_versions: 'which code has run stays known',
};
