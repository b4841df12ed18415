import { Column, Entity, VirtualColumn } from 'typeorm';
import type { Choice } from '../domain/approvals/index.js';
import type { ActorKind } from '../domain/events/actor.js';
import type { JsonObject } from '../domain/json.js';
import { AS_READ, KEY } from '../platform/database/columns.js';

/** True while the task's try is open: an approval whose try has ended otherwise cannot be answered any more. */
export const WAITS = (alias: string): string =>
  `exists (select 1 from tickets t where t.dag_run_id = ${alias}.dag_run_id and t.task_id = ${alias}.task_id
     and t.map_index = ${alias}.map_index and t.try_number = ${alias}.try_number and t.outcome is null)`;

@Entity('approvals')
export class ApprovalEntity {
  @Column(KEY)
  id!: string;
  @Column(AS_READ)
  dagId!: string;
  @Column(AS_READ)
  dagRunId!: string;
  @Column(AS_READ)
  taskId!: string;
  @Column(AS_READ)
  mapIndex!: number;
  @Column(AS_READ)
  tryNumber!: number;
  @Column(AS_READ)
  subject!: string;
  @Column(AS_READ)
  body!: string | null;
  @Column(AS_READ)
  choices!: Choice[];
  @Column(AS_READ)
  multiple!: boolean;
  @Column(AS_READ)
  form!: Record<string, JsonObject>;
  @Column(AS_READ)
  assignees!: string[];
  @Column(AS_READ)
  defaults!: string[] | null;
  @Column(AS_READ)
  deadlineAt!: string;
  @Column(AS_READ)
  requestedAt!: string;
  @Column(AS_READ)
  state!: 'PENDING' | 'ANSWERED' | 'DEFAULTED' | 'EXPIRED';
  @Column(AS_READ)
  chosen!: string[] | null;
  @Column(AS_READ)
  params!: JsonObject | null;
  @Column(AS_READ)
  note!: string | null;
  @Column(AS_READ)
  respondedAt!: string | null;
  @Column(AS_READ)
  respondedByKind!: ActorKind | null;
  @Column(AS_READ)
  respondedById!: string | null;
  @Column(AS_READ)
  respondedByName!: string | null;
  @VirtualColumn({ type: 'boolean', query: WAITS })
  waits!: boolean;
}
