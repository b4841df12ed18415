table api_tokens
  column id uuid not null
  column name text not null
  column secret_hash bytea not null
  column permissions text[] not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column created_by_kind text not null
  column created_by_id text not null
  column created_by_name text not null
  column expires_at timestamp(3) with time zone
  column last_used_at timestamp(3) with time zone
  column revoked_at timestamp(3) with time zone
  constraint api_tokens_pkey PRIMARY KEY (id)
  constraint api_tokens_secret_hash_key UNIQUE (secret_hash)
  CREATE UNIQUE INDEX api_tokens_pkey ON public.api_tokens USING btree (id)
  CREATE UNIQUE INDEX api_tokens_secret_hash_key ON public.api_tokens USING btree (secret_hash)
table approvals
  column id text not null
  column dag_id text not null
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column subject text not null
  column body text
  column choices jsonb not null
  column multiple boolean not null
  column form jsonb not null
  column assignees text[] not null
  column defaults text[]
  column deadline_at timestamp(3) with time zone
  column requested_at timestamp(3) with time zone not null
  column state text not null
  column chosen text[]
  column params jsonb
  column note text
  column responded_at timestamp(3) with time zone
  column responded_by_kind text
  column responded_by_id text
  column responded_by_name text
  constraint approvals_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint approvals_dag_run_id_task_id_map_index_try_number_key UNIQUE (dag_run_id, task_id, map_index, try_number)
  constraint approvals_pkey PRIMARY KEY (id)
  CREATE INDEX approvals_order ON public.approvals USING btree (requested_at DESC, id DESC)
  CREATE INDEX approvals_pending ON public.approvals USING btree (requested_at DESC, id DESC) WHERE (state = 'PENDING'::text)
  CREATE UNIQUE INDEX approvals_dag_run_id_task_id_map_index_try_number_key ON public.approvals USING btree (dag_run_id, task_id, map_index, try_number)
  CREATE UNIQUE INDEX approvals_pkey ON public.approvals USING btree (id)
table asset_aliases
  column alias text not null
  column asset text not null
  column first_seen timestamp(3) with time zone not null default clock_timestamp()
  constraint asset_aliases_asset_fkey FOREIGN KEY (asset) REFERENCES assets(name) ON DELETE CASCADE
  constraint asset_aliases_pkey PRIMARY KEY (alias, asset)
  CREATE INDEX asset_aliases_of_asset ON public.asset_aliases USING btree (asset)
  CREATE UNIQUE INDEX asset_aliases_pkey ON public.asset_aliases USING btree (alias, asset)
table asset_events
  column id text not null
  column seq bigint not null generated always as identity
  column asset text not null
  column partition_key text
  column extra jsonb not null default '{}'::jsonb
  column alias text
  column dag_id text
  column dag_run_id text
  column run_id text
  column task_id text
  column map_index integer
  column try_number integer
  column watcher text
  column actor_kind text not null
  column actor_id text not null
  column actor_name text not null
  column created_at timestamp(3) with time zone not null
  constraint asset_events_asset_fkey FOREIGN KEY (asset) REFERENCES assets(name) ON DELETE CASCADE
  constraint asset_events_pkey PRIMARY KEY (id)
  constraint asset_events_seq_key UNIQUE (seq)
  CREATE INDEX asset_events_newest ON public.asset_events USING btree (asset, seq DESC)
  CREATE UNIQUE INDEX asset_events_of_try ON public.asset_events USING btree (dag_run_id, task_id, map_index, try_number, asset, COALESCE(partition_key, ''::text)) WHERE (dag_run_id IS NOT NULL)
  CREATE UNIQUE INDEX asset_events_pkey ON public.asset_events USING btree (id)
  CREATE UNIQUE INDEX asset_events_seq_key ON public.asset_events USING btree (seq)
table asset_queue
  column dag_id text not null
  column event_id text not null
  column asset text not null
  column partition_key text
  column looked_at boolean not null default false
  column queued_at timestamp(3) with time zone not null default clock_timestamp()
  constraint asset_queue_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id) ON DELETE CASCADE
  constraint asset_queue_event_id_fkey FOREIGN KEY (event_id) REFERENCES asset_events(id) ON DELETE CASCADE
  constraint asset_queue_pkey PRIMARY KEY (dag_id, event_id)
  CREATE INDEX asset_queue_fresh ON public.asset_queue USING btree (dag_id) WHERE (NOT looked_at)
  CREATE INDEX asset_queue_of_event ON public.asset_queue USING btree (event_id)
  CREATE UNIQUE INDEX asset_queue_pkey ON public.asset_queue USING btree (dag_id, event_id)
table asset_references
  column dag_id text not null
  column version integer not null
  column task_id text
  column role text not null
  column asset text not null
  column is_alias boolean not null default false
  column partition text
  constraint asset_references_check CHECK (((task_id IS NULL) = (role = 'schedule'::text)))
  constraint asset_references_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id) ON DELETE CASCADE
  constraint asset_references_partition_check CHECK ((partition = ANY (ARRAY['key'::text, 'day'::text])))
  constraint asset_references_role_check CHECK ((role = ANY (ARRAY['schedule'::text, 'inlet'::text, 'outlet'::text])))
  CREATE INDEX asset_references_of_asset ON public.asset_references USING btree (asset, role)
  CREATE UNIQUE INDEX asset_references_once ON public.asset_references USING btree (dag_id, version, role, COALESCE(task_id, ''::text), is_alias, asset)
table assets
  column name text not null
  column asset_group text
  column first_seen timestamp(3) with time zone not null default clock_timestamp()
  constraint assets_pkey PRIMARY KEY (name)
  CREATE UNIQUE INDEX assets_pkey ON public.assets USING btree (name)
table backfill_dates
  column backfill_id text not null
  column ordinal integer not null
  column logical_date timestamp with time zone not null
  column interval_start timestamp with time zone not null
  column interval_end timestamp with time zone not null
  column state text not null
  column reason text
  column dag_run_id text
  constraint backfill_dates_backfill_id_fkey FOREIGN KEY (backfill_id) REFERENCES backfills(id) ON DELETE CASCADE
  constraint backfill_dates_backfill_id_logical_date_key UNIQUE (backfill_id, logical_date)
  constraint backfill_dates_pkey PRIMARY KEY (backfill_id, ordinal)
  constraint backfill_dates_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'created'::text, 'reprocessed'::text, 'skipped'::text])))
  CREATE INDEX backfill_dates_pending ON public.backfill_dates USING btree (backfill_id, ordinal) WHERE (state = 'pending'::text)
  CREATE INDEX backfill_dates_run ON public.backfill_dates USING btree (dag_run_id) WHERE (dag_run_id IS NOT NULL)
  CREATE UNIQUE INDEX backfill_dates_backfill_id_logical_date_key ON public.backfill_dates USING btree (backfill_id, logical_date)
  CREATE UNIQUE INDEX backfill_dates_pkey ON public.backfill_dates USING btree (backfill_id, ordinal)
table backfills
  column id text not null
  column dag_id text not null
  column from_date timestamp with time zone not null
  column to_date timestamp with time zone not null
  column state text not null
  column max_active_runs integer not null
  column reprocess text not null
  column run_backwards boolean not null
  column on_latest_version boolean not null
  column conf jsonb not null
  column reason text
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column created_by_kind text not null
  column created_by_id text not null
  column created_by_name text not null
  column ended_at timestamp(3) with time zone
  constraint backfills_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id) ON DELETE CASCADE
  constraint backfills_pkey PRIMARY KEY (id)
  constraint backfills_reprocess_check CHECK ((reprocess = ANY (ARRAY['NONE'::text, 'FAILED'::text, 'COMPLETED'::text])))
  constraint backfills_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'PAUSED'::text, 'COMPLETED'::text, 'CANCELLED'::text])))
  CREATE INDEX backfills_of_dag ON public.backfills USING btree (dag_id, created_at DESC, id DESC)
  CREATE UNIQUE INDEX backfills_active ON public.backfills USING btree (dag_id) WHERE (ended_at IS NULL)
  CREATE UNIQUE INDEX backfills_pkey ON public.backfills USING btree (id)
table callbacks
  column token_hash bytea not null
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column dag_id text not null
  column created_at timestamp(3) with time zone not null
  column sent_at timestamp(3) with time zone
  column received_at timestamp(3) with time zone
  column body_hash bytea
  column answer text
  constraint callbacks_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint callbacks_dag_run_id_task_id_map_index_try_number_key UNIQUE (dag_run_id, task_id, map_index, try_number)
  constraint callbacks_pkey PRIMARY KEY (token_hash)
  CREATE UNIQUE INDEX callbacks_dag_run_id_task_id_map_index_try_number_key ON public.callbacks USING btree (dag_run_id, task_id, map_index, try_number)
  CREATE UNIQUE INDEX callbacks_pkey ON public.callbacks USING btree (token_hash)
table connections
  column id text not null
  column type text not null
  column host text
  column port integer
  column database text
  column login text
  column secret bytea
  column has_password boolean not null
  column extra_public jsonb not null
  column updated_at timestamp(3) with time zone not null default clock_timestamp()
  column updated_by_kind text not null
  column updated_by_id text not null
  column updated_by_name text not null
  constraint connections_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX connections_pkey ON public.connections USING btree (id)
table controls
  column dag_run_id text not null
  column number integer not null
  column kind text not null
  column input jsonb not null
  column actor_kind text not null
  column actor_id text not null
  column actor_name text not null
  column reason text
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column applied_at timestamp(3) with time zone
  column answer jsonb
  constraint controls_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint controls_pkey PRIMARY KEY (dag_run_id, number)
  CREATE INDEX controls_unapplied ON public.controls USING btree (dag_run_id) WHERE (applied_at IS NULL)
  CREATE UNIQUE INDEX controls_pkey ON public.controls USING btree (dag_run_id, number)
table dag_files
  column path text not null
  column content_hash text not null
  column dag_ids text[] not null
  column error text
  column seen_at timestamp(3) with time zone not null default clock_timestamp()
  constraint dag_files_pkey PRIMARY KEY (path)
  CREATE UNIQUE INDEX dag_files_pkey ON public.dag_files USING btree (path)
table dag_runs
  column id text not null
  column dag_id text not null
  column run_id text not null
  column type text not null
  column state text not null
  column version_number integer not null
  column logical_date timestamp with time zone
  column interval_start timestamp with time zone
  column interval_end timestamp with time zone
  column run_after timestamp with time zone not null
  column conf jsonb not null
  column params jsonb not null
  column queued_at timestamp(3) with time zone not null
  column admitted_at timestamp(3) with time zone
  column started_at timestamp(3) with time zone
  column ended_at timestamp(3) with time zone
  column clear_number integer not null default 0
  column note text
  column triggered_by_kind text not null
  column triggered_by_id text not null
  column triggered_by_name text not null
  column epoch integer not null default 1
  column head integer not null
  column head_hash text not null
  column last_control integer not null default 0
  column parent_dag_run_id text
  column parent_task_id text
  column parent_map_index integer
  column parent_try_number integer
  column paused boolean not null default false
  column rerun_of text
  column awaited boolean not null default false
  column all_tasks boolean not null default false
  column backfill_id text
  column backfill_ordinal integer
  column cause jsonb
  column partition_key text
  column logs_expired_at timestamp(3) with time zone
  column xcoms_expired_at timestamp(3) with time zone
  column held boolean not null default false
  constraint dag_runs_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id)
  constraint dag_runs_dag_id_run_id_key UNIQUE (dag_id, run_id)
  constraint dag_runs_dag_id_version_number_fkey FOREIGN KEY (dag_id, version_number) REFERENCES dag_versions(dag_id, number)
  constraint dag_runs_pkey PRIMARY KEY (id)
  CREATE INDEX dag_runs_backfill ON public.dag_runs USING btree (backfill_id) WHERE (backfill_id IS NOT NULL)
  CREATE INDEX dag_runs_bare ON public.dag_runs USING btree (ended_at) WHERE ((logs_expired_at >= ended_at) AND (xcoms_expired_at >= ended_at))
  CREATE INDEX dag_runs_of_dag ON public.dag_runs USING btree (dag_id, queued_at DESC, id DESC)
  CREATE INDEX dag_runs_open ON public.dag_runs USING btree (dag_id) WHERE (ended_at IS NULL)
  CREATE INDEX dag_runs_queued_at ON public.dag_runs USING btree (queued_at DESC, id DESC)
  CREATE INDEX dag_runs_with_logs ON public.dag_runs USING btree (ended_at) WHERE ((ended_at IS NOT NULL) AND ((logs_expired_at IS NULL) OR (logs_expired_at < ended_at)))
  CREATE INDEX dag_runs_with_xcoms ON public.dag_runs USING btree (ended_at) WHERE ((ended_at IS NOT NULL) AND ((xcoms_expired_at IS NULL) OR (xcoms_expired_at < ended_at)))
  CREATE UNIQUE INDEX dag_runs_dag_id_run_id_key ON public.dag_runs USING btree (dag_id, run_id)
  CREATE UNIQUE INDEX dag_runs_logical_date ON public.dag_runs USING btree (dag_id, logical_date) WHERE (logical_date IS NOT NULL)
  CREATE UNIQUE INDEX dag_runs_parent ON public.dag_runs USING btree (parent_dag_run_id, parent_task_id, parent_map_index, parent_try_number) WHERE (parent_dag_run_id IS NOT NULL)
  CREATE UNIQUE INDEX dag_runs_pkey ON public.dag_runs USING btree (id)
table dag_versions
  column dag_id text not null
  column number integer not null
  column hash text not null
  column spec jsonb not null
  column registered_at timestamp(3) with time zone not null default clock_timestamp()
  column registered_by_kind text not null
  column registered_by_id text not null
  column registered_by_name text not null
  constraint dag_versions_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id)
  constraint dag_versions_dag_id_hash_key UNIQUE (dag_id, hash)
  constraint dag_versions_pkey PRIMARY KEY (dag_id, number)
  CREATE UNIQUE INDEX dag_versions_dag_id_hash_key ON public.dag_versions USING btree (dag_id, hash)
  CREATE UNIQUE INDEX dag_versions_pkey ON public.dag_versions USING btree (dag_id, number)
table dags
  column id text not null
  column description text
  column owners text[] not null
  column tags text[] not null
  column paused boolean not null
  column latest_version integer not null
  column max_active_runs integer not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column updated_at timestamp(3) with time zone not null default clock_timestamp()
  column max_consecutive_failed_runs integer not null default 0
  column failures_since timestamp(3) with time zone
  constraint dags_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX dags_pkey ON public.dags USING btree (id)
table deadlines
  column dag_run_id text not null
  column position integer not null
  column version_number integer not null
  column rule text not null
  column at timestamp(3) with time zone not null
  column met_at timestamp(3) with time zone
  column missed_at timestamp(3) with time zone
  constraint deadlines_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint deadlines_pkey PRIMARY KEY (dag_run_id, "position")
  CREATE INDEX deadlines_open ON public.deadlines USING btree (at) WHERE ((met_at IS NULL) AND (missed_at IS NULL))
  CREATE UNIQUE INDEX deadlines_pkey ON public.deadlines USING btree (dag_run_id, "position")
table default_slots
  column slot integer not null
  column retired boolean not null default false
  column dag_run_id text
  column task_id text
  column map_index integer
  column try_number integer
  constraint default_slots_pkey PRIMARY KEY (slot)
  CREATE UNIQUE INDEX default_slots_pkey ON public.default_slots USING btree (slot)
table deleted_dag_versions
  column dag_id text not null
  column number integer not null
  column hash text not null
  column spec jsonb not null
  column registered_at timestamp(3) with time zone not null
  column registered_by_kind text not null
  column registered_by_id text not null
  column registered_by_name text not null
  constraint deleted_dag_versions_dag_id_hash_key UNIQUE (dag_id, hash)
  constraint deleted_dag_versions_pkey PRIMARY KEY (dag_id, number)
  CREATE UNIQUE INDEX deleted_dag_versions_dag_id_hash_key ON public.deleted_dag_versions USING btree (dag_id, hash)
  CREATE UNIQUE INDEX deleted_dag_versions_pkey ON public.deleted_dag_versions USING btree (dag_id, number)
table event_order
  column position bigint not null
  column stream text not null
  column version integer not null
  constraint event_order_pkey PRIMARY KEY ("position")
  constraint event_order_stream_version_key UNIQUE (stream, version)
  CREATE UNIQUE INDEX event_order_pkey ON public.event_order USING btree ("position")
  CREATE UNIQUE INDEX event_order_stream_version_key ON public.event_order USING btree (stream, version)
table event_pending
  column seq bigint not null generated always as identity
  column stream text not null
  column version integer not null
  constraint event_pending_pkey PRIMARY KEY (seq)
  CREATE UNIQUE INDEX event_pending_pkey ON public.event_pending USING btree (seq)
table events
  column stream text not null
  column version integer not null
  column type text not null
  column occurred_at timestamp(3) with time zone not null
  column recorded_at timestamp(3) with time zone not null default clock_timestamp()
  column actor_kind text not null
  column actor_id text not null
  column actor_name text not null
  column reason text
  column dag_id text
  column dag_run_id text
  column task_id text
  column map_index integer
  column correlation_id text
  column causation_id text
  column payload jsonb not null
  column hash text not null
  column previous_hash text
  constraint events_pkey PRIMARY KEY (stream, version)
  constraint events_version_check CHECK ((version >= 0))
  CREATE INDEX events_actor ON public.events USING btree (actor_id)
  CREATE INDEX events_dag ON public.events USING btree (dag_id) WHERE (dag_id IS NOT NULL)
  CREATE INDEX events_dag_run ON public.events USING btree (dag_run_id) WHERE (dag_run_id IS NOT NULL)
  CREATE INDEX events_ends ON public.events USING btree (stream, task_id, map_index, version) WHERE (type = ANY (ARRAY['TaskSucceeded'::text, 'TaskFailed'::text, 'TaskSkipped'::text, 'TaskUpstreamFailed'::text, 'TaskRemoved'::text, 'TaskUpForRetry'::text]))
  CREATE INDEX events_type ON public.events USING btree (type)
  CREATE UNIQUE INDEX events_pkey ON public.events USING btree (stream, version)
  CREATE TRIGGER events_final BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION events_are_final()
  CREATE TRIGGER events_not_truncated BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION events_are_final()
table external_waits
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column dag_id text not null
  column run_id text
  column logical_date timestamp with time zone
  column tasks text[]
  column task_group text
  constraint external_waits_check CHECK (((run_id IS NULL) <> (logical_date IS NULL)))
  constraint external_waits_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number)
  CREATE INDEX external_waits_of_dag ON public.external_waits USING btree (dag_id)
  CREATE UNIQUE INDEX external_waits_pkey ON public.external_waits USING btree (dag_run_id, task_id, map_index, try_number)
table hook_deliveries
  column hook_id text not null
  column signature bytea not null
  column key text
  column body_hash bytea not null
  column event_id text not null
  column received_at timestamp(3) with time zone not null default clock_timestamp()
  constraint hook_deliveries_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES hooks(id) ON DELETE CASCADE
  constraint hook_deliveries_hook_id_key_key UNIQUE (hook_id, key)
  constraint hook_deliveries_pkey PRIMARY KEY (hook_id, signature)
  CREATE INDEX hook_deliveries_received ON public.hook_deliveries USING btree (received_at)
  CREATE UNIQUE INDEX hook_deliveries_hook_id_key_key ON public.hook_deliveries USING btree (hook_id, key)
  CREATE UNIQUE INDEX hook_deliveries_pkey ON public.hook_deliveries USING btree (hook_id, signature)
table hooks
  column id text not null
  column asset text not null
  column description text
  column secret bytea not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column created_by_kind text not null
  column created_by_id text not null
  column created_by_name text not null
  column last_seen_at timestamp(3) with time zone
  constraint hooks_pkey PRIMARY KEY (id)
  CREATE INDEX hooks_of_asset ON public.hooks USING btree (asset)
  CREATE UNIQUE INDEX hooks_pkey ON public.hooks USING btree (id)
table idempotency_keys
  column principal_id text not null
  column key text not null
  column operation text not null
  column input_hash text not null
  column answer jsonb not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  constraint idempotency_keys_pkey PRIMARY KEY (principal_id, key)
  CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at)
  CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (principal_id, key)
table limits
  column kind text not null
  column id text not null
  column slots integer not null
  column include_deferred boolean not null default false
  column description text
  column updated_at timestamp(3) with time zone not null default clock_timestamp()
  column updated_by_kind text
  column updated_by_id text
  column updated_by_name text
  constraint limits_pkey PRIMARY KEY (kind, id)
  constraint limits_slots_check CHECK ((slots >= '-1'::integer))
  CREATE UNIQUE INDEX limits_pkey ON public.limits USING btree (kind, id)
table map_items
  column dag_run_id text not null
  column mapped_by text not null
  column map_index integer not null
  column item jsonb not null
  constraint map_items_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint map_items_pkey PRIMARY KEY (dag_run_id, mapped_by, map_index)
  CREATE UNIQUE INDEX map_items_pkey ON public.map_items USING btree (dag_run_id, mapped_by, map_index)
table notifications
  column id text not null
  column dag_run_id text not null
  column version_number integer not null
  column event_version integer not null
  column event_type text not null
  column level text not null
  column trigger text not null
  column position integer not null
  column type text not null
  column task_id text
  column map_index integer
  column try_number integer
  column state text not null default 'PENDING'::text
  column tries integer not null default 0
  column next_at timestamp(3) with time zone not null default clock_timestamp()
  column last_error jsonb
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column ended_at timestamp(3) with time zone
  column stream_version integer not null default '-1'::integer
  column stream_hash text
  constraint notifications_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint notifications_pkey PRIMARY KEY (id)
  CREATE INDEX notifications_due ON public.notifications USING btree (next_at) WHERE (state = 'PENDING'::text)
  CREATE INDEX notifications_newest ON public.notifications USING btree (created_at DESC, id DESC)
  CREATE INDEX notifications_of_run ON public.notifications USING btree (dag_run_id, event_version, level, "position")
  CREATE INDEX notifications_undelivered ON public.notifications USING btree (created_at DESC, id DESC) WHERE (state <> 'DELIVERED'::text)
  CREATE UNIQUE INDEX notifications_pkey ON public.notifications USING btree (id)
table outbox
  column id bigint not null generated always as identity
  column kind text not null
  column dag_run_id text not null
  column epoch integer not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  column attempts integer not null default 0
  column next_at timestamp(3) with time zone not null default clock_timestamp()
  constraint outbox_pkey PRIMARY KEY (id)
  CREATE INDEX outbox_due ON public.outbox USING btree (next_at, id)
  CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (id)
table remote_jobs
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column operator text not null
  column queue text not null
  column token text not null
  column remote_id text
  column details jsonb
  column since timestamp(3) with time zone not null
  column done boolean not null default false
  column ended_at timestamp(3) with time zone
  column orphaned_at timestamp(3) with time zone
  column cancels integer not null default 0
  column cancel_at timestamp(3) with time zone
  column head integer not null
  column head_hash text not null
  constraint remote_jobs_dag_run_id_task_id_map_index_try_number_fkey FOREIGN KEY (dag_run_id, task_id, map_index, try_number) REFERENCES tickets(dag_run_id, task_id, map_index, try_number)
  constraint remote_jobs_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number)
  CREATE INDEX remote_jobs_orphaned ON public.remote_jobs USING btree (cancel_at) WHERE ((orphaned_at IS NOT NULL) AND (ended_at IS NULL))
  CREATE UNIQUE INDEX remote_jobs_pkey ON public.remote_jobs USING btree (dag_run_id, task_id, map_index, try_number)
table run_snapshots
  column dag_run_id text not null
  column version integer not null
  column state text not null
  constraint run_snapshots_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint run_snapshots_pkey PRIMARY KEY (dag_run_id)
  CREATE UNIQUE INDEX run_snapshots_pkey ON public.run_snapshots USING btree (dag_run_id)
table schedules
  column dag_id text not null
  column basis jsonb
  column last_start timestamp with time zone
  column last_end timestamp with time zone
  column next_logical_date timestamp with time zone
  column next_start timestamp with time zone
  column next_end timestamp with time zone
  column next_run_after timestamp with time zone
  column wake_at timestamp with time zone
  column withheld boolean not null default false
  column error text
  column updated_at timestamp(3) with time zone not null default clock_timestamp()
  constraint schedules_dag_id_fkey FOREIGN KEY (dag_id) REFERENCES dags(id)
  constraint schedules_pkey PRIMARY KEY (dag_id)
  CREATE INDEX schedules_wake_at ON public.schedules USING btree (wake_at) WHERE (wake_at IS NOT NULL)
  CREATE INDEX schedules_withheld ON public.schedules USING btree (dag_id) WHERE withheld
  CREATE UNIQUE INDEX schedules_pkey ON public.schedules USING btree (dag_id)
table slot_leases
  column kind text not null
  column id text not null
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column dag_id text not null
  column slots integer not null
  constraint slot_leases_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number, kind, id)
  CREATE INDEX slot_leases_of_limit ON public.slot_leases USING btree (kind, id)
  CREATE UNIQUE INDEX slot_leases_pkey ON public.slot_leases USING btree (dag_run_id, task_id, map_index, try_number, kind, id)
table slot_waiters
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column dag_id text not null
  column pool text not null
  column pool_slots integer not null
  column per_dag integer
  column priority integer not null
  column logical_date timestamp with time zone not null
  column seq bigint not null generated always as identity
  column since timestamp(3) with time zone not null default clock_timestamp()
  constraint slot_waiters_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number)
  CREATE INDEX slot_waiters_order ON public.slot_waiters USING btree (pool, priority DESC, logical_date, map_index, seq)
  CREATE UNIQUE INDEX slot_waiters_pkey ON public.slot_waiters USING btree (dag_run_id, task_id, map_index, try_number)
table streams
  column stream text not null
  column version integer not null
  column hash text not null
  constraint streams_pkey PRIMARY KEY (stream)
  CREATE UNIQUE INDEX streams_pkey ON public.streams USING btree (stream)
table task_attempts
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column attempt integer not null
  column outcome text
  column started_at timestamp(3) with time zone not null
  column ended_at timestamp(3) with time zone
  column worker text not null
  column code_version text
  column error jsonb
  constraint task_attempts_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number, attempt)
  CREATE UNIQUE INDEX task_attempts_pkey ON public.task_attempts USING btree (dag_run_id, task_id, map_index, try_number, attempt)
table task_cache
  column dag_id text not null
  column task_id text not null
  column key_hash bytea not null
  column xcoms text not null
  column follow jsonb
  column dag_run_id text not null
  column map_index integer not null
  column try_number integer not null
  column produced_at timestamp(3) with time zone not null default clock_timestamp()
  column expires_at timestamp(3) with time zone not null
  constraint task_cache_pkey PRIMARY KEY (dag_id, task_id, key_hash)
  CREATE INDEX task_cache_expiry ON public.task_cache USING btree (expires_at)
  CREATE UNIQUE INDEX task_cache_pkey ON public.task_cache USING btree (dag_id, task_id, key_hash)
table task_instances
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column position integer not null
  column state text not null
  column try_number integer not null default 0
  column max_tries integer not null
  column operator text not null
  column pool text not null
  column pool_slots integer not null
  column priority_weight integer not null
  column queue text not null
  column display_name text
  column queued_at timestamp(3) with time zone
  column started_at timestamp(3) with time zone
  column ended_at timestamp(3) with time zone
  column next_try_at timestamp(3) with time zone
  column rendered_fields jsonb
  column poke_count integer not null default 0
  column last_poke_at timestamp(3) with time zone
  column note text
  constraint task_instances_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint task_instances_pkey PRIMARY KEY (dag_run_id, task_id, map_index)
  CREATE INDEX task_instances_order ON public.task_instances USING btree (dag_run_id, "position", map_index)
  CREATE UNIQUE INDEX task_instances_pkey ON public.task_instances USING btree (dag_run_id, task_id, map_index)
table task_logs
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column first_line integer not null
  column line_count integer not null
  column attempt integer not null
  column lines text not null
  constraint task_logs_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number, first_line)
  CREATE UNIQUE INDEX task_logs_pkey ON public.task_logs USING btree (dag_run_id, task_id, map_index, try_number, first_line)
table tickets
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column try_number integer not null
  column queue text not null
  column poke integer not null default 0
  column fence integer not null default 0
  column owner uuid
  column generation integer not null default 0
  column lost_count integer not null default 0
  column watched boolean not null default false
  column begun_at timestamp(3) with time zone
  column waiting_since timestamp(3) with time zone
  column next_at timestamp(3) with time zone
  column outcome jsonb
  column settled_at timestamp(3) with time zone
  column ended_at timestamp(3) with time zone
  column read boolean not null default false
  column heartbeat text
  column attempt_version integer
  column attempt_hash text
  column pool text
  column pool_slots integer not null default 1
  column per_dag integer
  column priority integer not null default 1
  column granted boolean not null default false
  column granted_at timestamp(3) with time zone
  column default_slot integer
  column woken boolean not null default false
  column waits_as text
  column has_job boolean not null default false
  column overdue_at timestamp(3) with time zone
  column awaits_run boolean not null default false
  constraint tickets_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id)
  constraint tickets_pkey PRIMARY KEY (dag_run_id, task_id, map_index, try_number)
  CREATE INDEX tickets_granted ON public.tickets USING btree (granted_at) WHERE (granted AND (owner IS NULL) AND (outcome IS NULL))
  CREATE INDEX tickets_of_owner ON public.tickets USING btree (owner) WHERE (owner IS NOT NULL)
  CREATE INDEX tickets_open ON public.tickets USING btree (dag_run_id) WHERE (outcome IS NULL)
  CREATE INDEX tickets_unread ON public.tickets USING btree (dag_run_id) WHERE ((outcome IS NOT NULL) AND (NOT read))
  CREATE UNIQUE INDEX tickets_pkey ON public.tickets USING btree (dag_run_id, task_id, map_index, try_number)
  CREATE TRIGGER tickets_forget_external_wait AFTER UPDATE OF outcome ON public.tickets FOR EACH ROW WHEN ((new.awaits_run AND (old.outcome IS NULL) AND (new.outcome IS NOT NULL))) EXECUTE FUNCTION forget_external_wait()
  CREATE TRIGGER tickets_give_slots_back BEFORE UPDATE ON public.tickets FOR EACH ROW WHEN (((old.granted AND ((new.ended_at IS NOT NULL) OR (new.poke <> old.poke))) OR ((NOT old.granted) AND (old.outcome IS NULL) AND (new.outcome IS NOT NULL)))) EXECUTE FUNCTION ticket_gives_slots_back()
  CREATE TRIGGER tickets_orphan_job AFTER UPDATE OF outcome ON public.tickets FOR EACH ROW WHEN ((new.has_job AND (old.outcome IS NULL) AND (new.outcome IS NOT NULL))) EXECUTE FUNCTION orphan_remote_job()
  CREATE TRIGGER tickets_take_slot BEFORE UPDATE OF owner ON public.tickets FOR EACH ROW WHEN (((old.owner IS NULL) AND (new.owner IS NOT NULL) AND (NOT new.granted))) EXECUTE FUNCTION ticket_takes_slot()
table triggering_asset_events
  column dag_run_id text not null
  column event_id text not null
  constraint triggering_asset_events_dag_run_id_fkey FOREIGN KEY (dag_run_id) REFERENCES dag_runs(id) ON DELETE CASCADE
  constraint triggering_asset_events_event_id_fkey FOREIGN KEY (event_id) REFERENCES asset_events(id) ON DELETE CASCADE
  constraint triggering_asset_events_pkey PRIMARY KEY (dag_run_id, event_id)
  CREATE INDEX triggering_asset_events_of_event ON public.triggering_asset_events USING btree (event_id)
  CREATE UNIQUE INDEX triggering_asset_events_pkey ON public.triggering_asset_events USING btree (dag_run_id, event_id)
table variables
  column name text not null
  column value bytea not null
  column secret boolean not null
  column updated_at timestamp(3) with time zone not null default clock_timestamp()
  column updated_by_kind text not null
  column updated_by_id text not null
  column updated_by_name text not null
  constraint variables_pkey PRIMARY KEY (name)
  CREATE UNIQUE INDEX variables_pkey ON public.variables USING btree (name)
table worker_leases
  column incarnation uuid not null
  column identity text not null
  column host text not null
  column pid integer not null
  column process_start text not null
  column queue text not null
  column code_version text
  column started_at timestamp(3) with time zone not null default clock_timestamp()
  column alive_until timestamp(3) with time zone not null
  column ended_at timestamp(3) with time zone
  constraint worker_leases_pkey PRIMARY KEY (incarnation)
  CREATE INDEX worker_leases_open ON public.worker_leases USING btree (alive_until) WHERE (ended_at IS NULL)
  CREATE UNIQUE INDEX worker_leases_pkey ON public.worker_leases USING btree (incarnation)
table xcoms
  column dag_run_id text not null
  column task_id text not null
  column map_index integer not null
  column key text not null
  column value text not null
  column size_bytes integer not null
  column created_at timestamp(3) with time zone not null default clock_timestamp()
  constraint xcoms_pkey PRIMARY KEY (dag_run_id, task_id, map_index, key)
  CREATE UNIQUE INDEX xcoms_pkey ON public.xcoms USING btree (dag_run_id, task_id, map_index, key)
CREATE OR REPLACE FUNCTION public.events_are_final()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin raise exception 'events are final: % refused', tg_op; end $function$

CREATE OR REPLACE FUNCTION public.forget_external_wait()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from external_waits
  where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.orphan_remote_job()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update remote_jobs set orphaned_at = clock_timestamp(), cancel_at = clock_timestamp()
  where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number and ended_at is null;
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.run_limit(dag text, backfill text)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$select coalesce(
     (select case state when 'PAUSED' then 0 else max_active_runs end from backfills where id = backfill),
     (select max_active_runs from dags where id = dag))$function$

CREATE OR REPLACE FUNCTION public.ticket_gives_slots_back()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not old.granted then
    if new.outcome is not null then
      delete from slot_waiters
      where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
    end if;
    return new;
  end if;
  if new.ended_at is null and new.poke = old.poke then return new; end if;
  if new.ended_at is null and to_jsonb(new)->>'waits_as' = 'deferred'
    and exists (select 1 from limits where kind = 'pool' and id = coalesce(new.pool, 'default') and include_deferred) then return new; end if;
  if old.default_slot is not null then
    update default_slots set dag_run_id = null where slot = old.default_slot and not retired;
    if not found then delete from default_slots where slot = old.default_slot; end if;
  else
    delete from slot_leases
    where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
    if old.pool is null or old.pool = 'default' then
      delete from default_slots where retired and dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index
        and try_number = new.try_number;
      update default_slots set dag_run_id = null where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index
        and try_number = new.try_number;
    end if;
  end if;
  new.granted := false;
  new.default_slot := null;
  return new;
end $function$

CREATE OR REPLACE FUNCTION public.ticket_takes_slot()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare free integer;
begin
  if new.pool is not null or exists (select 1 from slot_waiters where pool = 'default') or exists (select 1 from limits where kind = 'global')
  then return null; end if;
  select slot into free from default_slots where dag_run_id is null and not retired limit 1 for update skip locked;
  if free is null and exists (select 1 from limits where kind = 'pool' and id = 'default' and slots = -1) then
    free := nextval('default_slots_more');
    insert into default_slots (slot, retired) values (free, true);
  end if;
  if free is null then return null; end if;
  update default_slots set dag_run_id = new.dag_run_id, task_id = new.task_id, map_index = new.map_index, try_number = new.try_number
  where slot = free;
  new.granted := true;
  new.granted_at := clock_timestamp();
  new.default_slot := free;
  return new;
end $function$

