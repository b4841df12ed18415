import { Column, Entity } from 'typeorm';
import { CreatedByColumns } from '../platform/database/actor-columns.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('hooks')
export class HookEntity extends CreatedByColumns {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  asset!: string;
  @Column(AS_READ)
  description!: string | null;
  @Column({ type: 'bytea' })
  secret!: Buffer;
  @Column(AS_READ)
  lastSeenAt!: string | null;
}
