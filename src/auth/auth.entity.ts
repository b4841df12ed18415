import { Column, Entity } from 'typeorm';
import { CreatedByColumns } from '../platform/database/actor-columns.js';
import { AS_READ, KEY } from '../platform/database/columns.js';
import type { Permission } from '../platform/graphql/principal.js';

@Entity('api_tokens')
export class ApiTokenEntity extends CreatedByColumns {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  name!: string;
  @Column(AS_READ)
  permissions!: Permission[];
  @Column(AS_READ)
  expiresAt!: string | null;
  @Column(AS_READ)
  lastUsedAt!: string | null;
  @Column(AS_READ)
  revokedAt!: string | null;
}
