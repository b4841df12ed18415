import { z } from 'zod';
import { ASSET_NAME_HINT, isAssetName } from '../assets/asset-name.js';
import { closedObject } from '../closed-object.js';
import type { JsonObject } from '../json.js';
import { DATE_HINT, isTimeZone, parseDate } from '../time/date.js';
import { DURATION_HINT, parseDuration } from '../time/duration.js';
import { parsePeriod } from '../time/period.js';
import { cronProblem } from './cron.js';
import { readScheduleText } from './schedule-text.js';

const cron = z.string().superRefine((text, context) => {
  const message = cronProblem(text);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

const every = z
  .union([z.string(), z.number()], { error: DURATION_HINT })
  .refine((given) => parsePeriod(given) !== null, {
    error: `${DURATION_HINT}, above zero; a schedule may also step by months: P1M, P1Y`,
  });

const date = z.string().refine((text) => parseDate(text, 'UTC') !== null, { error: DATE_HINT });

const assetName = z.string().refine(isAssetName, { error: ASSET_NAME_HINT });
export type AssetInput = string | AssetInput[] | { alias: string } | { all: AssetInput[] } | { any: AssetInput[] };
const assets: z.ZodType<AssetInput> = z.lazy(() =>
  z.union(
    [
      assetName,
      z.array(assets).min(1),
      closedObject({ alias: assetName }),
      closedObject({ all: z.array(assets).min(1) }),
      closedObject({ any: z.array(assets).min(1) }),
    ],
    { error: 'name an asset, or give { alias: name }, { all: [...] } or { any: [...] }' },
  ),
);

/** The keys of a schedule object. How they may stand together is the business of schedule-conflicts. */
export const scheduleObjectSchema = closedObject({
  cron: z
    .union([cron, z.array(cron).min(1)], { error: 'give a cron expression or a list of them' })
    .optional()
    .describe('Cron expression of five fields, or a list of them'),
  every: every.optional().describe('Length of each interval, such as 6h or P1M'),
  once: z.literal(true).optional().describe('One run, ever'),
  continuous: z.literal(true).optional().describe('The next run starts when the last one ended'),
  dates: z.array(date).min(1).optional().describe('The run times, one by one'),
  assets: assets.optional().describe('Assets whose updates start a run'),
  partition: z.enum(['key', 'day']).optional().describe('With assets: a run for each partition key, or for each day'),
  custom: closedObject({
    handler: z.string().min(1),
    args: z.record(z.string(), z.unknown() as z.ZodType<JsonObject[string]>).optional(),
  })
    .optional()
    .describe("A timetable of the user's own"),
  timezone: z
    .string()
    .refine(isTimeZone, {
      error: (issue) => `unknown time zone "${String(issue.input)}": use an IANA name such as Europe/Paris`,
    })
    .optional()
    .describe('IANA name; default UTC'),
  timetable: z.enum(['interval', 'trigger']).optional().describe('interval (default): the run for [a,b) starts at b'),
  jitter: z
    .union([z.string(), z.number()], { error: DURATION_HINT })
    .refine((given) => parseDuration(given) !== null, { error: DURATION_HINT })
    .optional()
    .describe('Each run starts up to this much later'),
  calendar: z.string().min(1).optional().describe('Calendar of business days that filters the runs'),
});

export type ScheduleObject = z.output<typeof scheduleObjectSchema>;

const text = z.string().superRefine((given, context) => {
  const read = readScheduleText(given);
  if ('message' in read) context.addIssue({ code: 'custom', message: read.message });
});

/** The `schedule` key as authors write it. */
export const scheduleSchema = z.union([z.null(), text, scheduleObjectSchema], {
  error: 'give a cron expression, a preset such as @daily, "every 6h", null, or an object',
});

export type ScheduleInput = z.output<typeof scheduleSchema>;
