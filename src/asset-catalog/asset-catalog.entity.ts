import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('assets')
export class AssetEntity {
  @Column(KEY)
  name!: string;
  @Column(AS_READ)
  assetGroup!: string | null;
  @Column(AS_READ)
  firstSeen!: string;
}

@Entity('asset_events')
export class AssetEventEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  seq!: string;
  @Column(AS_READ)
  asset!: string;
  @Column(AS_READ)
  partitionKey!: string | null;
  @Column(AS_READ)
  extra!: unknown;
  @Column(AS_READ)
  alias!: string | null;
  @Column(AS_READ)
  dagId!: string | null;
  @Column(AS_READ)
  dagRunId!: string | null;
  @Column(AS_READ)
  runId!: string | null;
  @Column(AS_READ)
  taskId!: string | null;
  @Column(AS_READ)
  mapIndex!: number | null;
  @Column(AS_READ)
  tryNumber!: number | null;
  @Column(AS_READ)
  watcher!: string | null;
  @Column(AS_READ)
  actorKind!: ActorKind;
  @Column(AS_READ)
  actorId!: string;
  @Column(AS_READ)
  actorName!: string;
  @Column(AS_READ)
  createdAt!: string;
}
