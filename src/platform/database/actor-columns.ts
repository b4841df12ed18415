import { Column } from 'typeorm';
import type { ActorKind } from '../../domain/events/actor.js';
import { AS_READ } from './columns.js';

/** Of a table whose rows tell who made them. */
export abstract class CreatedByColumns {
  @Column(AS_READ)
  createdAt!: string;
  @Column(AS_READ)
  createdByKind!: ActorKind;
  @Column(AS_READ)
  createdById!: string;
  @Column(AS_READ)
  createdByName!: string;
}

/** Of a table whose rows tell who changed them last. */
export abstract class UpdatedByColumns {
  @Column(AS_READ)
  updatedAt!: string;
  @Column(AS_READ)
  updatedByKind!: ActorKind;
  @Column(AS_READ)
  updatedById!: string;
  @Column(AS_READ)
  updatedByName!: string;
}
