import type { JsonObject } from '../../../src/domain/json.js';
import { defineNotifier } from '../../sdk/index.js';
import { logWith, type LogWith } from './schema.js';

export const notifyLog = defineNotifier<LogWith>({
  type: 'notify.log',
  summary: "Writes a line to the task's log, or to the worker's",
  with: logWith,
  send: async ({ id, about, logger }, { message, level }) => logger[level](message, { delivery: id, ...named(about) }),
});

/** The line has a `level` of its own, by which people search: where the notifier stands goes under another name. */
function named({ level, ...rest }: JsonObject): JsonObject {
  return level === undefined ? rest : { notifierLevel: level, ...rest };
}
