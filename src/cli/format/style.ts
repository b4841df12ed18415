import { styleText } from 'node:util';
import type { Io } from '../io.js';
import type { Painted } from './table.js';

/** Colours, or nothing where the output is no terminal or NO_COLOR is set (https://no-color.org). */
export interface Styler {
  dim(text: string): string;
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  busy(text: string): string;
  wait(text: string): string;
  /** A run's or a task's state in its colour. */
  state(state: string): Painted;
}

type Format = 'dim' | 'bold' | 'green' | 'red' | 'cyan' | 'yellow' | 'magenta';

const COLOUR_OF_STATE: Readonly<Record<string, Format>> = {
  SUCCESS: 'green',
  COMPLETED: 'green',
  DELIVERED: 'green',
  FAILED: 'red',
  UPSTREAM_FAILED: 'red',
  RUNNING: 'cyan',
  RESTARTING: 'cyan',
  QUEUED: 'yellow',
  SCHEDULED: 'yellow',
  UP_FOR_RETRY: 'yellow',
  UP_FOR_RESCHEDULE: 'yellow',
  DEFERRED: 'yellow',
  AWAITING_INPUT: 'magenta',
  PAUSED: 'yellow',
  CANCELLED: 'dim',
  SKIPPED: 'dim',
  REMOVED: 'dim',
  NONE: 'dim',
};

export function styler(io: Pick<Io, 'env' | 'stdout'>): Styler {
  const coloured = io.stdout.isTTY === true && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb';
  const as =
    (format: Format) =>
    (text: string): string =>
      coloured ? styleText(format, text, { validateStream: false }) : text;
  return {
    dim: as('dim'),
    bold: as('bold'),
    good: as('green'),
    bad: as('red'),
    busy: as('cyan'),
    wait: as('yellow'),
    state: (state) => ({ text: state, paint: as(COLOUR_OF_STATE[state] ?? 'bold') }),
  };
}
