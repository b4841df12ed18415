import type { Json } from '../../src/domain/json.js';
import { isHandlerName } from './task-handler.js';

/** Marks what `defineTimetable` returned. */
export const TIMETABLE = 'continuo.timetable';

/** A date, an RFC 3339 text, or milliseconds since the epoch. */
export type Moment = Date | string | number;

/** What a timetable is asked for the run that comes next. */
export interface TimetableQuestion<Args = Json> {
  /** The data interval of the last run that the schedule made; null: it made none yet. */
  last: { start: Date; end: Date } | null;
  now: Date;
  startDate: Date | null;
  endDate: Date | null;
  catchup: boolean;
  /** `args` of the schedule. */
  args: Args;
}

/** A run of `start` (its logical date) to `end` (default: `start`), made at `runAfter` (default: `end`). */
export interface TimetableRun {
  start: Moment;
  end?: Moment;
  runAfter?: Moment;
}

export interface TimetableDefinition<Args> {
  /** Dotted name for `custom: { handler }`. Left out, it is `<module's base name>.<export's name>`. */
  name?: string;
  /** Turns `args` into what the functions want, or throws. */
  parse?(args: Json): Args;
  /** The next run after the last one, or null; it answers at once, without waiting for anything. */
  next(question: TimetableQuestion<Args>): TimetableRun | null;
  /** The data interval of a run that a person asks for. Left out, it is the instant itself. */
  manual?(instant: Date, args: Args): { start: Moment; end: Moment };
}

/** A timetable of the user's project, named by schedules as `custom: { handler, args }`. */
export interface TimetableHandler {
  readonly kind: typeof TIMETABLE;
  readonly name: string | null;
  readonly next: (question: TimetableQuestion) => TimetableRun | null;
  readonly manual: ((instant: Date, args: Json) => { start: Moment; end: Moment }) | null;
}

/** The public way to write a timetable in TypeScript. Throws for a name that no DAG file could spell. */
export function defineTimetable<Args = Json>(definition: TimetableDefinition<Args>): TimetableHandler {
  const { name = null } = definition;
  if (name !== null && !isHandlerName(name)) {
    throw new Error(`timetable name "${name}": use words joined by dots, such as "finance.quarters"`);
  }
  const parse = (args: Json): Args => (definition.parse === undefined ? (args as Args) : definition.parse(args));
  return {
    kind: TIMETABLE,
    name,
    next: (question) => definition.next({ ...question, args: parse(question.args) }),
    manual:
      definition.manual === undefined
        ? null
        : (instant, args) => definition.manual?.(instant, parse(args)) ?? point(instant),
  };
}

const point = (instant: Date): { start: Moment; end: Moment } => ({ start: instant, end: instant });

/** True for what `defineTimetable` returned, whichever copy of the sdk made it. */
export const isTimetable = (value: unknown): value is TimetableHandler =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === TIMETABLE;
