import { counted } from '../../domain/runs/explain/words.js';
import { makerText } from '../assets/reference-text.js';
import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { spanText } from '../format/duration-text.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { printTasks, readTasks } from '../tasks/list-tasks.js';
import { findRun } from './find-run.js';
import { type RunDetails, SHOW_RUN } from './runs.operations.js';

const MOST_TASKS = 500;

export const showRun: Handler<readonly [run: string], unknown> = async (cli, [name]) => {
  const { id } = await findRun(cli, name);
  const { dagRun } = await cli.client.execute(SHOW_RUN, { id });
  if (dagRun === null) throw notFound(`run "${name}"`);
  const { nodes, more } = await readTasks(cli, id, {}, MOST_TASKS);
  if (cli.out.json) {
    cli.out.document({ ...dagRun, tasks: nodes });
    return EXIT.ok;
  }
  printRun(cli, dagRun);
  cli.out.line('');
  printTasks(cli, nodes);
  if (more) cli.out.note(`the first ${MOST_TASKS} tasks; "continuo tasks list ${id} --limit …" shows more`);
  return EXIT.ok;
};

function printRun({ out, io }: Cli, run: RunDetails): void {
  const interval = run.dataInterval;
  out.fields([
    ['run', `${run.dagId}/${run.runId}`],
    ['id', run.id],
    ['state', out.style.state(run.state)],
    ['type', run.type.toLowerCase()],
    ['version', String(run.version.number)],
    ['logical date', instantText(run.logicalDate) || 'none'],
    ['data interval', interval === null ? '' : `${instantText(interval.start)} to ${instantText(interval.end)}`],
    ['run after', instantText(run.runAfter)],
    ['started', instantText(run.startedAt)],
    ['ended', instantText(run.endedAt)],
    ['duration', spanText(run.startedAt, run.endedAt, io.now())],
    ['params', JSON.stringify(run.params)],
    ['cleared', run.clearNumber === 0 ? '' : counted(run.clearNumber, 'time')],
    ['note', run.note ?? ''],
    ['triggered by', run.triggeredBy.name],
    ['because', run.cause.summary],
    ['parent', run.parent === null ? '' : `${run.parent.dagRun.dagId}/${run.parent.dagRun.runId} ${run.parent.taskId}`],
    ['partition', run.partitionKey ?? ''],
    ['made for', updatesText(run)],
    ['workflow', run.workflow === null ? '' : `${run.workflow.workflowId} (namespace ${run.workflow.namespace})`],
    ['tasks', run.stateCounts.map(({ state, count }) => `${count} ${state}`).join(', ')],
    ['deadlines', run.deadlines.map(deadlineText).join('; ')],
    ['notifications', undeliveredText(run)],
  ]);
}

const deadlineText = ({ rule, at, metAt, missedAt }: RunDetails['deadlines'][number]): string =>
  `${instantText(at)} ${missedAt !== null ? 'missed' : metAt !== null ? 'met' : 'open'} (${rule})`;

/** The latest updates of assets that made the run: `orders (asset-orders:7 by shop/today load)`. */
function updatesText({ triggeringAssetEvents: { nodes, totalCount = nodes.length } }: RunDetails): string {
  const shown = nodes.map((event) => `${event.asset} (${event.id} by ${makerText(event)})`);
  return [...shown, ...(totalCount > nodes.length ? [`${totalCount - nodes.length} more`] : [])].join(', ');
}

/** Nothing while all messages of the run get through. */
function undeliveredText({ id, notificationsUpForRetry, notificationsFailed }: RunDetails): string {
  const counts = [
    [notificationsFailed.totalCount, 'FAILED'],
    [notificationsUpForRetry.totalCount, 'UP_FOR_RETRY'],
  ] as const;
  const shown = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`);
  return shown.length === 0 ? '' : `${shown.join(', ')}: continuo notifications list --run ${id}`;
}
