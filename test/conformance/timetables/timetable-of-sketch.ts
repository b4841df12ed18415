import { Duration } from 'luxon';
import { normalizeCron } from '../../../src/domain/schedule/cron.js';
import { manualInterval, nextRun } from '../../../src/domain/schedule/timetable.js';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import { cronTicks } from '../../../src/domain/schedule/timetables/cron-ticks.js';
import { datesTimetable } from '../../../src/domain/schedule/timetables/dates-timetable.js';
import type { DueRun, Interval, Question } from '../../../src/domain/schedule/timetables/due-run.js';
import { intervalTimetable } from '../../../src/domain/schedule/timetables/interval-timetable.js';
import { periodTicks, steppedTicks } from '../../../src/domain/schedule/timetables/period-ticks.js';
import type { Ticks } from '../../../src/domain/schedule/timetables/ticks.js';
import {
  firstRun,
  triggerTimetable,
  type TriggerOptions,
} from '../../../src/domain/schedule/timetables/trigger-timetable.js';
import { msOf } from '../../../src/domain/time/instant.js';
import type { Period } from '../../../src/domain/time/period.js';
import { afterWorkday } from './after-workday.js';
import type { TimetableSketch } from './timetable-case.js';

/** What a case asks of a timetable. */
export interface Asked {
  next(question: Question): DueRun | null;
  manual(instant: number): Interval;
}

/** Our timetable for a sketch of Airflow's: by a schedule of ours where the DAG format can say it, else by the parts that schedules are made of. */
export function timetableOfSketch(sketch: TimetableSketch): Asked {
  const { type, cron = '', crons = [], tz = 'UTC' } = sketch;
  switch (type) {
    case 'cron_data_interval':
      return bySchedule({ cron: normalizeCron(cron), timezone: tz });
    case 'cron_trigger':
      return triggers([cron], sketch);
    case 'multi_cron_trigger':
      return triggers(crons, sketch);
    case 'delta_data_interval':
      return intervalTimetable(deltaTicks(sketch));
    case 'delta_trigger':
      return triggerTimetable([deltaTicks(sketch)], { ...intervalStartOf(sketch), first: (_ticks, now) => now });
    case 'events':
      return datesTimetable((sketch.dates ?? []).map(msOf), sketch.restrict_to_events);
    case 'continuous':
      return bySchedule({ continuous: true });
    case 'once':
      return bySchedule({ once: true });
    case 'after_workday_custom':
      return byCustom(afterWorkday(sketch.holidays ?? []));
    case 'custom_raising':
      return byCustom({ next: () => fail('the timetable raised') });
    case 'null':
      return bySchedule(null);
    case 'asset_triggered':
    case 'assets':
      return bySchedule({ assets: 'a' });
    case 'asset_or_time':
      return timetableOfSketch(sketch.timetable ?? { type: 'null' });
    default:
      return fail(`no timetable of type ${type} is known here`);
  }
}

function fail(message: string): never {
  throw new Error(message);
}

const bySchedule = (schedule: NormalizedSchedule | null): Asked => ({
  next: (question) => nextRun(schedule, question),
  manual: (instant) => manualInterval(schedule, instant),
});

/** What a ticker does with a timetable that throws: no run follows. */
function byCustom(custom: NonNullable<NonNullable<Parameters<typeof nextRun>[2]>['custom']>): Asked {
  const schedule = { custom: { handler: 'custom' } };
  return {
    next: (question) => {
      try {
        return nextRun(schedule, question, { custom });
      } catch {
        return null;
      }
    },
    manual: (instant) => manualInterval(schedule, instant, { custom }),
  };
}

function triggers(crons: string[], sketch: TimetableSketch): Asked {
  const { tz = 'UTC', run_immediately: immediately = false } = sketch;
  const expressions = crons.map(normalizeCron);
  if (immediately === false && sketch.interval == null)
    return bySchedule({ cron: expressions, timezone: tz, timetable: 'trigger' });
  const parts = expressions.map((expression) => cronTicks(expression, tz));
  return triggerTimetable(parts, { ...intervalStartOf(sketch), first: firstOf(immediately) });
}

function firstOf(immediately: boolean | string | null): NonNullable<TriggerOptions['first']> {
  if (immediately === true) return (ticks, now) => ticks.floor(now);
  if (typeof immediately !== 'string') return firstRun;
  return (ticks, now) => firstRun(ticks, now, Duration.fromISO(immediately).toMillis());
}

const intervalStartOf = ({ interval }: TimetableSketch): Pick<TriggerOptions, 'intervalStart'> =>
  interval == null ? {} : { intervalStart: (at) => steppedTicks(periodOf(interval), 'UTC').prev(at) ?? at };

function deltaTicks({ delta = '', delta_kind: kind }: TimetableSketch): Ticks {
  const period = periodOf(delta);
  if (kind === 'calendar') return steppedTicks(period, 'UTC');
  return periodTicks({ months: 0, days: 0, ms: period.days * 86_400_000 + period.ms }, 'UTC');
}

function periodOf(iso: string): Period {
  const { years, months, weeks, days, hours, minutes, seconds, milliseconds } = Duration.fromISO(iso);
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  return { months: years * 12 + months, days: weeks * 7 + days, ms };
}
