import type { Json } from '../../src/domain/json.js';
import type { CustomTimetable } from '../../src/domain/schedule/timetable.js';
import type { TimetableHandler } from '../sdk/timetable.js';
import { callWithin, TookTooLong } from './call-within.js';

/** A timetable has this long for an answer. */
const LONGEST_ANSWER_MS = 1000;
/** All answers together, of one look at a schedule: a list of many dates does not hold up the process either. */
const LONGEST_LOOK_MS = 5000;

/** The user's timetable as the domain asks it: with numbers for instants, and never for longer than a second. */
export function customTimetableOf(name: string, handler: TimetableHandler, args: Json): CustomTimetable {
  const { manual } = handler;
  const asked = askerOf(name);
  return {
    next: ({ last, now, limits: { startDate, endDate, catchup } }) =>
      asked(() =>
        handler.next({
          last: last === null ? null : { start: new Date(last.start), end: new Date(last.end) },
          now: new Date(now),
          startDate: startDate === null ? null : new Date(startDate),
          endDate: endDate === null ? null : new Date(endDate),
          catchup,
          args,
        }),
      ),
    ...(manual === null ? {} : { manual: (instant) => asked(() => manual(new Date(instant), args)) }),
  };
}

/** Reading the answer is the user's code, too: it may have getters. */
function askerOf(name: string): (ask: () => unknown) => unknown {
  let spent = 0;
  return (ask) => {
    const began = performance.now();
    try {
      if (spent > LONGEST_LOOK_MS) throw new TookTooLong(`its answers took more than ${LONGEST_LOOK_MS} ms together`);
      return callWithin(LONGEST_ANSWER_MS, () => plainOf(ask()));
    } catch (error) {
      throw new Error(`timetable "${name}": ${messageOf(error)}`, { cause: error });
    } finally {
      spent += performance.now() - began;
    }
  };
}

function plainOf(answer: unknown): unknown {
  if (answer === null || answer === undefined) return null;
  if (typeof answer !== 'object') return answer;
  if ('then' in answer) throw new Error('it answered a promise: a timetable answers at once');
  return Object.fromEntries(
    ['start', 'end', 'runAfter']
      .map((key) => [key, instantOf((answer as Record<string, unknown>)[key])])
      .filter(([, value]) => value !== undefined),
  );
}

const instantOf = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' ? Date.parse(value) : value;
};

const messageOf = (error: unknown): string =>
  String((error as { message?: unknown } | null)?.message ?? error).slice(0, 500);
