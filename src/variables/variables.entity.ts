import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('variables')
export class VariableEntity {
  @Column(KEY)
  name!: string;
  @Column(AS_READ)
  value!: Buffer;
  @Column(AS_READ)
  secret!: boolean;
  @Column(AS_READ)
  updatedAt!: string;
  @Column(AS_READ)
  updatedByKind!: ActorKind;
  @Column(AS_READ)
  updatedById!: string;
  @Column(AS_READ)
  updatedByName!: string;
}
