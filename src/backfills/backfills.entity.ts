import { Column, Entity } from 'typeorm';
import type { BackfillState, ReprocessBehavior } from '../domain/backfills/index.js';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('backfills')
export class BackfillEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  dagId!: string;
  @Column(AS_READ)
  fromDate!: string;
  @Column(AS_READ)
  toDate!: string;
  @Column(AS_READ)
  state!: BackfillState;
  @Column(AS_READ)
  maxActiveRuns!: number;
  @Column(AS_READ)
  reprocess!: ReprocessBehavior;
  @Column(AS_READ)
  runBackwards!: boolean;
  @Column(AS_READ)
  onLatestVersion!: boolean;
  @Column(AS_READ)
  conf!: unknown;
  @Column(AS_READ)
  reason!: string | null;
  @Column(AS_READ)
  createdAt!: string;
  @Column(AS_READ)
  createdByKind!: ActorKind;
  @Column(AS_READ)
  createdById!: string;
  @Column(AS_READ)
  createdByName!: string;
  @Column(AS_READ)
  endedAt!: string | null;
}
