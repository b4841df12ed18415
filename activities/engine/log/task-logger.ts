import type { JsonObject } from '../../../src/domain/json.js';
import type { TaskLogger } from '../../sdk/index.js';
import type { TaskLog } from './task-log.js';

/** Longest line that a task's logger may say, in characters. */
const LONGEST = 64 * 1024;

/** The logger that user code gets. Whatever it is given, it neither throws nor waits. */
export function taskLogger(log: Pick<TaskLog, 'line'>): TaskLogger {
  const at =
    (level: string) =>
    (message: string, fields?: JsonObject): void => {
      for (const line of `${level} ${String(message)}${shown(fields)}`.split('\n')) log.line('log', cut(line));
    };
  return {
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    line: (stream, text) => log.line(stream, cut(String(text))),
  };
}

function shown(fields: JsonObject | undefined): string {
  if (fields === undefined) return '';
  try {
    return ` ${JSON.stringify(fields)}`;
  } catch (error) {
    return ` [fields that are not JSON: ${error instanceof Error ? error.message : String(error)}]`;
  }
}

const cut = (line: string): string => (line.length > LONGEST + 100 ? `${line.slice(0, LONGEST)} … [line cut]` : line);
