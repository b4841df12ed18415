import { z } from 'zod';
import { durationField, exactlyOneOf } from '../../sdk/index.js';

const id = z.string().min(1);
const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date().transform((date) => `${date}T00:00:00Z`)]);

const run = {
  dag: id.describe('Id of the DAG'),
  runId: id.optional(),
  logicalDate: instant
    .optional()
    .describe('Date-time with offset, or date in UTC. Default: the logical date of this run'),
  offset: durationField.optional().describe('Taken from the logical date of this run'),
  checkExistence: z
    .boolean()
    .default(false)
    .describe('Fail at the first poke where the DAG, or the task, does not exist'),
};

const listsOf = <S extends string>(...states: [S, ...S[]]) => {
  const list = z.array(z.enum(states));
  return {
    allowedStates: list.default(['success' as S]),
    failedStates: list.default([]),
    skippedStates: list.default([]),
  };
};

/** `with` of sensor.externalRun. */
export const externalRunWith = z
  .strictObject({ ...run, ...listsOf('success', 'failed') })
  .superRefine(oneRun)
  .superRefine(disjointStates);
export type ExternalRunWith = z.output<typeof externalRunWith>;

/** `with` of sensor.externalTask. */
export const externalTaskWith = z
  .strictObject({
    ...run,
    task: id.optional(),
    tasks: z.array(id).min(1).optional(),
    group: id.optional().describe('Every task of it'),
    ...listsOf('success', 'failed', 'skipped', 'upstream_failed'),
  })
  .superRefine(exactlyOneOf('task', 'tasks', 'group'))
  .superRefine(oneRun)
  .superRefine(disjointStates);
export type ExternalTaskWith = z.output<typeof externalTaskWith>;

function oneRun(value: { runId?: unknown; logicalDate?: unknown; offset?: unknown }, issues: z.RefinementCtx): void {
  const given = [value.runId, value.logicalDate, value.offset].filter((each) => each !== undefined);
  if (given.length > 1)
    issues.addIssue({ code: 'custom', message: 'give only one of "runId", "logicalDate", "offset"' });
}

function disjointStates(
  value: { allowedStates: string[]; failedStates: string[]; skippedStates: string[] },
  issues: z.RefinementCtx,
): void {
  const all = [value.allowedStates, value.failedStates, value.skippedStates].flatMap((list) => [...new Set(list)]);
  const twice = all.find((state, index) => all.indexOf(state) !== index);
  if (twice !== undefined)
    issues.addIssue({ code: 'custom', message: `the state "${twice}" stands in more than one list` });
}
