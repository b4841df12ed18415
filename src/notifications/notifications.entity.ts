import { Column, Entity, VirtualColumn } from 'typeorm';
import { AS_READ, KEY } from '../platform/database/columns.js';
import type { TaskErrorModel } from '../runs/index.js';

@Entity('notifications')
export class NotificationEntity {
  @Column(KEY)
  id!: string;
  @VirtualColumn({ type: 'text', query: (n) => `select r.dag_id from dag_runs r where r.id = ${n}.dag_run_id` })
  dagId!: string;
  @Column(AS_READ)
  dagRunId!: string;
  @Column(AS_READ)
  level!: string;
  @Column(AS_READ)
  trigger!: string;
  @Column(AS_READ)
  eventType!: string;
  @Column(AS_READ)
  taskId!: string | null;
  @Column(AS_READ)
  mapIndex!: number | null;
  @Column(AS_READ)
  tryNumber!: number | null;
  @Column(AS_READ)
  type!: string;
  @Column(AS_READ)
  state!: 'PENDING' | 'DELIVERED' | 'FAILED';
  @Column(AS_READ)
  tries!: number;
  @Column(AS_READ)
  lastError!: TaskErrorModel | null;
  @Column(AS_READ)
  createdAt!: string;
  @Column(AS_READ)
  nextAt!: string;
  @Column(AS_READ)
  endedAt!: string | null;
}
