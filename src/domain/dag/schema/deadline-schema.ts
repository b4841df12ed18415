import { z } from 'zod';
import { closedObject } from '../../closed-object.js';
import { isTimeZone } from '../../time/date.js';
import { notifiersSchema } from './task-options.js';
import { positiveDurationSchema } from './values.js';

/** From which instant of a run a deadline is counted. */
export const DEADLINE_REFERENCES = ['queuedAt', 'logicalDate', 'dataIntervalEnd', 'startedAt'] as const;

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

/** One entry of `deadlines`. How its keys may stand together is the business of check-deadlines. */
export const deadlineSchema = closedObject({
  by: z
    .string()
    .regex(TIME_OF_DAY, { error: 'write a time of day such as "06:00", in quotes' })
    .optional()
    .describe('The first such time of day after the reference'),
  after: positiveDurationSchema.optional().describe('So long after the reference'),
  from: z
    .enum(DEADLINE_REFERENCES)
    .optional()
    .describe('The reference; default dataIntervalEnd with by, queuedAt with after'),
  timezone: z
    .string()
    .refine(isTimeZone, {
      error: (issue) => `unknown time zone "${String(issue.input)}": use an IANA name such as Europe/Paris`,
    })
    .optional()
    .describe("IANA name for by; default the schedule's"),
  notify: notifiersSchema.optional().describe('Whom to tell, beside notify.onDeadlineMiss of the DAG'),
});

export type ParsedDeadline = z.output<typeof deadlineSchema>;
