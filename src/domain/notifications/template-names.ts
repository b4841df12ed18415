import type { NotifyLevel, NotifyTrigger } from './notify-plan.js';

/** Names that templates of notifiers have beside those of tasks. `error`: type and message, null where nothing failed. `event`: what is told. `approval`: what people are asked, null where nobody is. */
export const NOTIFIER_NAMES: readonly string[] = ['error', 'event', 'approval'];

/** Names of a task, which templates lack where a whole run is told of. */
export const TASK_NAMES: readonly string[] = [
  'task',
  'tryNumber',
  'try_number',
  'mapIndex',
  'map_index',
  'map',
  'ti',
  'task_instance',
];

/** A run's own events are told to the DAG's notifiers; see notificationsOf. */
export const tellsOfRun = (level: NotifyLevel, trigger: NotifyTrigger): boolean =>
  trigger === 'onDeadlineMiss' || (level === 'dag' && (trigger === 'onFailure' || trigger === 'onSuccess'));
