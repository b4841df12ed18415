import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('hooks')
export class HookEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  asset!: string;
  @Column(AS_READ)
  description!: string | null;
  @Column({ type: 'bytea' })
  secret!: Buffer;
  @Column(AS_READ)
  createdAt!: string;
  @Column(AS_READ)
  createdByKind!: ActorKind;
  @Column(AS_READ)
  createdById!: string;
  @Column(AS_READ)
  createdByName!: string;
  @Column(AS_READ)
  lastSeenAt!: string | null;
}
