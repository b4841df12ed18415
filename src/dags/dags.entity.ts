import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('dags')
export class DagEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  description!: string | null;
  @Column(AS_READ)
  owners!: string[];
  @Column(AS_READ)
  tags!: string[];
  @Column(AS_READ)
  paused!: boolean;
  @Column(AS_READ)
  latestVersion!: number;
  @Column(AS_READ)
  maxActiveRuns!: number;
  @Column(AS_READ)
  createdAt!: string;
}

@Entity('dag_versions')
export class DagVersionEntity {
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
