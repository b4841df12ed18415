import { defineNotifier } from '../../sdk/index.js';
import { logWith, type LogWith } from './schema.js';

export const notifyLog = defineNotifier<LogWith>({
  type: 'notify.log',
  summary: "Writes a line to the task's log, or to the worker's",
  with: logWith,
  send: async ({ id, about, logger }, { message, level }) => logger[level](message, { delivery: id, ...about }),
});
