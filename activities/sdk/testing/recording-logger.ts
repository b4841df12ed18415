import type { JsonObject } from '../../../src/domain/json.js';
import type { TaskLogger } from '../task-context.js';

export interface LogLine {
  stream: 'stdout' | 'stderr' | 'debug' | 'info' | 'warn' | 'error';
  text: string;
  fields?: JsonObject;
}

/** A logger that keeps everything in memory. */
export function recordingLogger(): { logger: TaskLogger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (stream: LogLine['stream']) =>
    (text: string, fields?: JsonObject): void =>
      void lines.push({ stream, text, ...(fields === undefined ? {} : { fields }) });
  const logger: TaskLogger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    line: (stream, text) => void lines.push({ stream, text }),
  };
  return { logger, lines };
}
