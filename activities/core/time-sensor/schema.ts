import { z } from 'zod';
import { durationField, exactlyOneOf } from '../../sdk/index.js';
import { parseAt } from './target-instant.js';

export const timeSensorWith = z
  .strictObject({
    at: z
      .string()
      .refine(
        (text) => parseAt(text, 0) !== null,
        'write a time of day (06:30), a date, or a date-time (2026-01-31T06:30:00Z)',
      )
      .optional()
      .describe('Time of day in UTC, or a date-time; without an offset it is in UTC'),
    delay: durationField.optional().describe('Counted from the first execution of the task'),
  })
  .superRefine(exactlyOneOf('at', 'delay'));
export type TimeSensorWith = z.output<typeof timeSensorWith>;
