import { Column, Entity } from 'typeorm';
import type { BackfillState, ReprocessBehavior } from '../domain/backfills/index.js';
import { CreatedByColumns } from '../platform/database/actor-columns.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

@Entity('backfills')
export class BackfillEntity extends CreatedByColumns {
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
  endedAt!: string | null;
}
