import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses at which other systems tell of assets. */
export class Hooks1763700000022 implements MigrationInterface {
  name = 'Hooks1763700000022';

  async up(db: QueryRunner): Promise<void> {
    await db.query(HOOKS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table hook_deliveries; drop table hooks');
  }
}

const HOOKS = `
create table hooks (
  id text primary key,
  asset text not null,
  description text,
  secret bytea not null,                      -- sealed; signs what is posted
  created_at timestamptz(3) not null default clock_timestamp(),
  created_by_kind text not null,
  created_by_id text not null,
  created_by_name text not null,
  last_seen_at timestamptz(3)                 -- last delivery with a valid signature
);
create index hooks_of_asset on hooks (asset);

-- What was accepted, so that it counts once; forgotten after some days. Written under the lock of the hook's row.
create table hook_deliveries (
  hook_id text not null references hooks on delete cascade,
  signature bytea not null,                   -- a signature is used once, whatever stands beside it
  key text,                                   -- the sender's name of the delivery
  body_hash bytea not null,
  event_id text not null,
  received_at timestamptz(3) not null default clock_timestamp(),
  primary key (hook_id, signature),
  unique (hook_id, key)
);
create index hook_deliveries_received on hook_deliveries (received_at);
`;
