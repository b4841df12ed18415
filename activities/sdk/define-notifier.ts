import { createHash } from 'node:crypto';
import { defineOperator, type TaskOperator } from './operator.js';
import type { Delivery } from './delivery.js';
import type { TaskContext } from './task-context.js';

export interface NotifierDefinition<W> extends Pick<TaskOperator<W>, 'type' | 'summary' | 'with' | 'untemplated'> {
  /** Sends the message or throws; it is called again with the same id until it has returned once. */
  send(delivery: Delivery, params: W): Promise<void>;
}

/** An operator that tells people something: a task of a DAG, or an entry under `notify`. Both send the same way. */
export function defineNotifier<W>({ send, ...definition }: NotifierDefinition<W>): TaskOperator<W> {
  return defineOperator<W>({
    ...definition,
    notify: send,
    run: async (context, params) => {
      const delivery = deliveryOf(context);
      await send(delivery, params);
      return { value: { deliveryId: delivery.id } };
    },
  });
}

function deliveryOf(context: TaskContext): Delivery {
  const { connection, logger, signal, now, dagId, dagRunId, runId, taskId, mapIndex, tryNumber, logicalDate } = context;
  return {
    id: createHash('sha256').update(context.idempotencyKey).digest('hex').slice(0, 32),
    about: { trigger: null, dagId, dagRunId, runId, logicalDate, taskId, mapIndex, tryNumber },
    connection: (id) => connection(id),
    logger,
    signal,
    now: () => now(),
    resolvePath: (path) => context.resolvePath(path),
  };
}
