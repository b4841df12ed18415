import { spanText } from '../../format/duration-text.js';
import type { Styler } from '../../format/style.js';
import { type Cell, drawTable } from '../../format/table.js';
import { taskName } from '../../tasks/task-name.js';
import type { WatchedRun, WatchedTask } from '../runs.operations.js';

/** The terminal's size, and what the clock says (ms since 1970). */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
  readonly style: Styler;
}

/** Lines beside the tasks: the title, the counts, the head, and the remark about what is left out. */
const OTHER_LINES = 5;
/** The order in which tasks keep their place when not all fit. */
const URGENCY = [
  'RUNNING',
  'RESTARTING',
  'FAILED',
  'UP_FOR_RETRY',
  'AWAITING_INPUT',
  'UP_FOR_RESCHEDULE',
  'DEFERRED',
  'QUEUED',
  'SCHEDULED',
];

/** The whole picture of a run; never more lines than the terminal has, so that it can be drawn over. */
export function watchTable(run: WatchedRun, view: View): string[] {
  const { style } = view;
  const shown = fitting(run.tasks.nodes, Math.max(1, view.rows - OTHER_LINES));
  const hidden = run.tasks.totalCount - shown.length;
  const head = ['TASK', 'STATE', 'TRY', 'DURATION', 'OPERATOR'].map((text) => ({ text, paint: style.dim }));
  const rows = shown.map((task) => taskRow(task, view));
  const title = [
    { text: `${run.dagId}/${run.runId}`, paint: style.bold },
    style.state(run.state),
    spanText(run.startedAt, run.endedAt, view.now),
  ];
  return [
    ...drawTable(title, [], view.columns),
    ...drawTable([{ text: countsText(run), paint: style.dim }], [], view.columns),
    '',
    ...drawTable(head, rows, view.columns),
    ...(hidden > 0 ? [style.dim(`… and ${hidden} more`)] : []),
  ];
}

const countsText = (run: WatchedRun): string =>
  run.stateCounts.map(({ state, count }) => `${count} ${state}`).join(', ');

/** All tasks in their order, or the most urgent ones of them in that order. */
function fitting(tasks: readonly WatchedTask[], most: number): readonly WatchedTask[] {
  if (tasks.length <= most) return tasks;
  const rank = (task: WatchedTask): number => {
    const place = URGENCY.indexOf(task.state);
    return place < 0 ? URGENCY.length : place;
  };
  const chosen = new Set([...tasks].sort((a, b) => rank(a) - rank(b)).slice(0, most));
  return tasks.filter((task) => chosen.has(task));
}

function taskRow(task: WatchedTask, view: View): Cell[] {
  return [
    taskName(task),
    view.style.state(task.state),
    task.tryNumber === 0 ? '' : `${task.tryNumber}/${task.maxTries}`,
    durationOf(task, view.now),
    task.pokeCount > 0 ? `${task.operator} (${task.pokeCount} pokes)` : task.operator,
  ];
}

/** How long it took or takes; for a retry to come, how long it is until then. */
function durationOf(task: WatchedTask, now: number): string {
  if (task.state === 'UP_FOR_RETRY' && task.nextTryAt !== null)
    return `in ${spanText(new Date(now).toISOString(), task.nextTryAt, now)}`;
  return spanText(task.startedAt, task.endedAt, now);
}
