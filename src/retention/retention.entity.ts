import { Column, Entity } from 'typeorm';
import type { NormalizedDag } from '../domain/dag/index.js';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('deleted_dag_versions')
export class DeletedDagVersionEntity {
  @Column(KEY)
  dagId!: string;
  @Column(KEY)
  number!: number;
  @Column(AS_READ)
  hash!: string;
  @Column(AS_READ)
  spec!: NormalizedDag;
  @Column(AS_READ)
  registeredAt!: string;
  @Column(AS_READ)
  registeredByKind!: ActorKind;
  @Column(AS_READ)
  registeredById!: string;
  @Column(AS_READ)
  registeredByName!: string;
}
