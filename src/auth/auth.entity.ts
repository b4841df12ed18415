import { Column, Entity } from 'typeorm';
import { AS_READ, KEY } from '../platform/database/columns.js';
import type { ActorKind } from '../domain/events/actor.js';
import type { Permission } from '../platform/graphql/principal.js';

@Entity('api_tokens')
export class ApiTokenEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  name!: string;
  @Column(AS_READ)
  permissions!: Permission[];
  @Column(AS_READ)
  createdAt!: string;
  @Column(AS_READ)
  createdByKind!: ActorKind;
  @Column(AS_READ)
  createdById!: string;
  @Column(AS_READ)
  createdByName!: string;
  @Column(AS_READ)
  expiresAt!: string | null;
  @Column(AS_READ)
  lastUsedAt!: string | null;
  @Column(AS_READ)
  revokedAt!: string | null;
}
