import { z } from 'zod';
import type { Calendar } from '../../src/domain/schedule/timetable.js';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const isDate = (text: string): boolean =>
  DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const holiday = z.string().refine((text) => DATE.test(text) && !Number.isNaN(Date.parse(text)) && isDate(text), {
  error: 'write a date such as 2026-12-25',
});

/** `calendars` of continuo.config.ts, by name. */
export const calendarsSchema = z.record(
  z.string().min(1),
  z.strictObject({ workdays: z.array(z.enum(WEEKDAYS)).min(1).optional(), holidays: z.array(holiday).optional() }),
);

const MONDAY_TO_FRIDAY = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/** Calendars as the domain reads them. */
export function calendarsOf(given: z.output<typeof calendarsSchema> = {}): ReadonlyMap<string, Calendar> {
  return new Map(
    Object.entries(given).map(([name, { workdays = MONDAY_TO_FRIDAY, holidays = [] }]) => [
      name,
      { workdays: workdays.map((day) => WEEKDAYS.indexOf(day)), holidays },
    ]),
  );
}
