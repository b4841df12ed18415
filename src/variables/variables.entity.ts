import { Column, Entity } from 'typeorm';
import { UpdatedByColumns } from '../platform/database/actor-columns.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('variables')
export class VariableEntity extends UpdatedByColumns {
  @Column(KEY)
  name!: string;
  @Column(AS_READ)
  value!: Buffer;
  @Column(AS_READ)
  secret!: boolean;
}
