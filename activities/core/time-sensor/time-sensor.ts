import { defineOperator, TaskFailure } from '../../sdk/index.js';
import { timeSensorWith, type TimeSensorWith } from './schema.js';
import { parseAt } from './target-instant.js';

export const timeSensor = defineOperator<TimeSensorWith>({
  type: 'sensor.time',
  summary: 'Waits until an instant; the instant is the result',
  with: timeSensorWith,
  poke: async (context, params) => {
    const target = targetOf(params, context.waitingSince);
    const value = new Date(target).toISOString();
    if (context.now() >= target) return { done: true, value };
    context.logger.info(`not yet: waiting until ${value}`);
    return { done: false, by: target };
  },
});

function targetOf({ at, delay }: TimeSensorWith, waitingSince: number): number {
  const target = at === undefined ? waitingSince + (delay ?? 0) : parseAt(at, waitingSince);
  if (target !== null) return target;
  throw new TaskFailure('BadWith', `with.at: "${at}" is no time`, { retryable: false });
}
