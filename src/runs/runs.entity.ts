import { Column, Entity } from 'typeorm';
import type { ActorKind } from '../domain/events/actor.js';
import { AS_READ, KEY } from '../platform/database/columns.js';
import type { DagRunState, DagRunType } from './runs.model.js';

@Entity('dag_runs')
export class DagRunEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  dagId!: string;
  @Column(AS_READ)
  runId!: string;
  @Column(AS_READ)
  type!: DagRunType;
  @Column(AS_READ)
  state!: DagRunState;
  @Column(AS_READ)
  versionNumber!: number;
  @Column(AS_READ)
  logicalDate!: string | null;
  @Column(AS_READ)
  intervalStart!: string | null;
  @Column(AS_READ)
  intervalEnd!: string | null;
  @Column(AS_READ)
  runAfter!: string;
  @Column(AS_READ)
  conf!: unknown;
  @Column(AS_READ)
  params!: unknown;
  @Column(AS_READ)
  queuedAt!: string;
  @Column(AS_READ)
  admittedAt!: string | null;
  @Column(AS_READ)
  startedAt!: string | null;
  @Column(AS_READ)
  endedAt!: string | null;
  @Column(AS_READ)
  clearNumber!: number;
  @Column(AS_READ)
  note!: string | null;
  @Column(AS_READ)
  paused!: boolean;
  @Column(AS_READ)
  rerunOf!: string | null;
  @Column(AS_READ)
  partitionKey!: string | null;
  @Column(AS_READ)
  triggeredByKind!: ActorKind;
  @Column(AS_READ)
  triggeredById!: string;
  @Column(AS_READ)
  triggeredByName!: string;
  @Column(AS_READ)
  cause!: unknown;
  @Column(AS_READ)
  parentDagRunId!: string | null;
  @Column(AS_READ)
  parentTaskId!: string | null;
  @Column(AS_READ)
  parentMapIndex!: number | null;
  @Column(AS_READ)
  parentTryNumber!: number | null;
  @Column(AS_READ)
  logsExpiredAt!: string | null;
  @Column(AS_READ)
  xcomsExpiredAt!: string | null;
  @Column(AS_READ)
  epoch!: number;
  @Column(AS_READ)
  head!: number;
}

@Entity('task_instances')
export class TaskInstanceEntity {
  @Column(KEY)
  dagRunId!: string;
  @Column(KEY)
  taskId!: string;
  @Column(KEY)
  mapIndex!: number;
  @Column(AS_READ)
  position!: number;
  @Column(AS_READ)
  state!: string;
  @Column(AS_READ)
  tryNumber!: number;
  @Column(AS_READ)
  maxTries!: number;
  @Column(AS_READ)
  operator!: string;
  @Column(AS_READ)
  pool!: string;
  @Column(AS_READ)
  poolSlots!: number;
  @Column(AS_READ)
  priorityWeight!: number;
  @Column(AS_READ)
  queue!: string;
  @Column(AS_READ)
  displayName!: string | null;
  @Column(AS_READ)
  queuedAt!: string | null;
  @Column(AS_READ)
  startedAt!: string | null;
  @Column(AS_READ)
  endedAt!: string | null;
  @Column(AS_READ)
  nextTryAt!: string | null;
  @Column(AS_READ)
  renderedFields!: unknown;
  @Column(AS_READ)
  pokeCount!: number;
  @Column(AS_READ)
  lastPokeAt!: string | null;
  @Column(AS_READ)
  note!: string | null;
}
