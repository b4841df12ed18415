import { Column, Entity } from 'typeorm';
import { UpdatedByColumns } from '../platform/database/actor-columns.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

/** A connection as people may see it: the encrypted column is not among these. */
@Entity('connections')
export class ConnectionEntity extends UpdatedByColumns {
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
}
