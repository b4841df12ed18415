import type { JsonObject } from '../../src/domain/json.js';
import type { TaskContext } from './task-context.js';

/** One message to people, by a task of its own or by `notify`. It may be sent more than once: the receiver knows it by its id. */
export interface Delivery extends Pick<TaskContext, 'connection' | 'logger' | 'signal' | 'now' | 'resolvePath'> {
  /** 32 hex digits, the same however often the message is sent; of a task, the same for every attempt of a try. */
  id: string;
  /** What the message is about, for machines: run, task, event, error. */
  about: JsonObject;
}
