import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli, Handler } from '../invocation.js';
import { EXPLAIN_SCHEDULE, type ScheduledDag } from './schedule.operations.js';

export const explainSchedule: Handler<readonly [dag: string], unknown> = async (cli, [id]) => {
  const { dag } = await cli.client.execute(EXPLAIN_SCHEDULE, { id });
  if (dag === null) throw notFound(`DAG "${id}"`);
  if (cli.out.json) cli.out.document(dag);
  else print(cli, dag);
  return EXIT.ok;
};

function print({ out }: Cli, { id, schedule, nextRun, scheduleExplanation }: ScheduledDag): void {
  const { summary, reason, facts } = scheduleExplanation;
  out.line(plainLine(`${id}: ${summary}`));
  out.fields([
    ['reason', reason],
    ['schedule', schedule === null ? '' : `${schedule.expression} ${schedule.timezone} (${schedule.summary})`],
    ['next run', instantText(nextRun?.runAfter)],
    ...Object.entries(facts).map(([name, fact]) => [name, fact === null ? '' : JSON.stringify(fact)] as const),
  ]);
}
