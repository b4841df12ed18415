/** One line of a task's log. Its number is its place in the try, from 1. */
export interface LogLine {
  /** RFC 3339, by the worker's clock. */
  at: string;
  stream: LogStream;
  text: string;
}
/** What a process printed, what the task's logger was told, what Continuo says about the log itself. */
export type LogStream = 'stdout' | 'stderr' | 'log';

/** Bytes that a line takes in storage, about. */
export const sizeOf = (line: LogLine): number => Buffer.byteLength(line.text) + 64;
