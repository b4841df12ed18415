import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { maskSecrets } from './mask-secrets.js';

export type Log = Logger;

/** JSON lines on stdout. Every line passes `mask`, which knows secrets by value, then the one that knows them by shape. */
export function createLog(
  level: string,
  destination?: DestinationStream,
  mask: (text: string) => string = (text) => text,
): Log {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => maskSecrets(mask(line)) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Nest's log through ours. Nest's words at start are for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const fields = {
      ...(typeof context === 'string' ? { context } : {}),
      ...(rest.length > 1 ? { detail: rest[0] } : {}),
    };
    if (message instanceof Error) this.sink[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'string') this.sink[level](fields, message);
    else this.sink[level]({ ...fields, detail: message }, 'nest');
  }
}
