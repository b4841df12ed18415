import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Notify } from '../dag/compile/compiled.js';
import { eventId } from '../events/event.js';
import type { RunEvent } from '../runs/run-events.js';
import { tellsOfRun } from './template-names.js';
import type { NotifyLevel, Notifiers, NotifyPlan, NotifyTrigger } from './notify-plan.js';

/** Somebody who is to be told of an event. It names the notifier by its place in the DAG version, so that what it sends is rendered when it is sent. */
export interface DueNotification {
  /** The same however often the turn is recorded or the notification is sent: 32 hex digits. */
  id: string;
  /** Of the event in the run's stream. */
  version: number;
  event: RunEvent['type'];
  level: NotifyLevel;
  trigger: NotifyTrigger;
  /** Place in the level's list for the trigger. */
  position: number;
  type: string;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
}

/** What tells of a whole run is for the DAG's notifiers; what tells of a task is for those of the task and of its groups. */
const RUN_TRIGGERS: Partial<Record<string, NotifyTrigger>> = { RunFailed: 'onFailure', RunSucceeded: 'onSuccess' };
const TASK_TRIGGERS: Partial<Record<string, NotifyTrigger>> = {
  TaskFailed: 'onFailure',
  TaskUpForRetry: 'onRetry',
  TaskSucceeded: 'onSuccess',
  TaskDeadlineMissed: 'onSlaMiss',
  TaskAwaitingInput: 'onApproval',
};

/**
 * Who is to be told of a turn's events (airflow-semantics §1.16, Callbacks): on the DAG level of the run, on the task level of the task; whatever
 * caused the event. A skipped task and one whose upstream failed tell nobody.
 * @param base version of the stream's head before the turn
 */
export function notificationsOf(
  plan: NotifyPlan,
  stream: string,
  base: number,
  events: readonly RunEvent[],
): DueNotification[] {
  return events.flatMap((event, i) => {
    const place = { stream, version: base + 1 + i };
    return addresseesOf(plan, event).flatMap(({ trigger, level, notify }) =>
      (notify[trigger] ?? []).map(({ type }, position) => due(event, { ...place, level, trigger, position, type })),
    );
  });
}

type Addressee = Notifiers & { trigger: NotifyTrigger };

function addresseesOf(plan: NotifyPlan, event: RunEvent): Addressee[] {
  const dag = { level: 'dag' as const, notify: plan.dag };
  if (event.type === 'DeadlineMissed') return ofDeadline(plan, event.payload.position);
  const ofRun = RUN_TRIGGERS[event.type];
  if (ofRun !== undefined) return [{ ...dag, trigger: ofRun }];
  const trigger = TASK_TRIGGERS[event.type];
  if (trigger === undefined || !('taskId' in event) || isOldNews(event)) return [];
  // a run has no event of its own for the other triggers, so the DAG's notifiers hear of each task
  const levels = [...(plan.tasks.get(event.taskId) ?? []), ...(tellsOfRun('dag', trigger) ? [] : [dag])];
  return levels.map((level) => ({ ...level, trigger }));
}

function ofDeadline({ dag, deadlines }: NotifyPlan, position: number): Addressee[] {
  const trigger = 'onDeadlineMiss';
  return [
    { level: `deadline:${position}`, notify: deadlines[position] ?? {}, trigger },
    { level: 'dag', notify: dag, trigger },
  ];
}

/** A task that waits for a person looks again now and then: who was asked in this try is not asked again. */
const isOldNews = (event: RunEvent): boolean => event.type === 'TaskAwaitingInput' && event.payload.poke > 1;

type Place = Pick<DueNotification, 'version' | 'level' | 'trigger' | 'position' | 'type'> & { stream: string };

function due(event: RunEvent, { stream, ...place }: Place): DueNotification {
  const name = `${eventId(stream, place.version)}/${place.level}/${place.position}`;
  const task = 'taskId' in event ? event : null;
  return {
    id: bytesToHex(sha256(utf8ToBytes(name))).slice(0, 32),
    event: event.type,
    ...place,
    taskId: task?.taskId ?? null,
    mapIndex: task?.mapIndex ?? null,
    tryNumber: task?.payload.tryNumber ?? null,
  };
}

/** The notifier that a notification names, null where the version has none there. */
export function notifierAt(
  plan: NotifyPlan,
  at: Pick<DueNotification, 'level' | 'trigger' | 'position' | 'taskId'>,
): NonNullable<Notify[NotifyTrigger]>[number] | null {
  return notifyAt(plan, at)?.[at.trigger]?.[at.position] ?? null;
}

function notifyAt(plan: NotifyPlan, { level, taskId }: Pick<DueNotification, 'level' | 'taskId'>): Notify | undefined {
  if (level === 'dag') return plan.dag;
  if (level.startsWith('deadline:')) return plan.deadlines[Number(level.slice('deadline:'.length))];
  return (plan.tasks.get(taskId ?? '') ?? []).find((each) => each.level === level)?.notify;
}
