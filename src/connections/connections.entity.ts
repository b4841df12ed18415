import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

/** A connection as people may see it: the encrypted column is not among these. */
@Entity('connections')
export class ConnectionEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  type!: string;
  @Column(AS_READ)
  host!: string | null;
  @Column(AS_READ)
  port!: number | null;
  @Column(AS_READ)
  database!: string | null;
  @Column(AS_READ)
  login!: string | null;
  @Column(AS_READ)
  hasPassword!: boolean;
  @Column(AS_READ)
  extraPublic!: unknown;
  @Column(AS_READ)
  updatedAt!: string;
  @Column(AS_READ)
  updatedByKind!: ActorKind;
  @Column(AS_READ)
  updatedById!: string;
  @Column(AS_READ)
  updatedByName!: string;
}
