import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

/** Limits that somebody has set; a pool is one of kind `pool`. */
@Entity('limits')
export class LimitEntity {
  @Column(KEY)
  kind!: 'pool' | 'task' | 'global';
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  slots!: number;
  @Column(AS_READ)
  includeDeferred!: boolean;
  @Column(AS_READ)
  description!: string | null;
  @Column(AS_READ)
  updatedAt!: string;
  @Column(AS_READ)
  updatedByKind!: ActorKind | null;
  @Column(AS_READ)
  updatedById!: string | null;
  @Column(AS_READ)
  updatedByName!: string | null;
}
