import { isTimeZone } from '../../domain/time/date.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import { instantOf } from '../input/instant-of.js';
import type { Handler } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { PREVIEW_SCHEDULE } from './schedule.operations.js';

interface Options {
  readonly after?: string;
  readonly count: number;
}

export const previewSchedule: Handler<readonly [schedule: string], Options> = async (cli, [given], options) => {
  // an object is JSON, or of a file; anything else is a schedule in words
  const schedule = /^\s*[{@]/.test(given) && !isPreset(given) ? await jsonArgument(cli.io, 'schedule', given) : given;
  const { count } = options;
  const after = options.after === undefined ? null : instantOf(options.after, zoneOf(schedule));
  const { previewSchedule: preview } = await cli.client.execute(PREVIEW_SCHEDULE, { schedule, after, count });
  if (preview.__typename === 'InvalidSchedule') throw new CliFailure(EXIT.refused, 'INVALID', preview.message);
  if (cli.out.json) cli.out.document(preview.runs);
  else if (preview.runs.length === 0) cli.out.note('nothing is due');
  else {
    cli.out.table(
      ['RUN AFTER', 'LOGICAL DATE', 'DATA INTERVAL'],
      preview.runs.map(({ runAfter, logicalDate, dataInterval: interval }) => [
        instantText(runAfter),
        instantText(logicalDate),
        interval === null ? '' : `${instantText(interval.start)} to ${instantText(interval.end)}`,
      ]),
    );
  }
  return EXIT.ok;
};

/** `@daily` is no file. */
const isPreset = (text: string): boolean => /^\s*@[a-z]+\s*$/i.test(text);

/** The zone that the schedule itself names, UTC where it names none. */
function zoneOf(schedule: unknown): string {
  const zone = typeof schedule === 'object' && schedule !== null && 'timezone' in schedule ? schedule.timezone : null;
  return typeof zone === 'string' && isTimeZone(zone) ? zone : 'UTC';
}
