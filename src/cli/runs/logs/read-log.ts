import { notFound } from '../../client/api-errors.js';
import type { Cli } from '../../invocation.js';
import { type LogLine, type LoggedTask, READ_LOG } from '../runs.operations.js';

/** A task instance's log at a try; `after` is the number of the last line seen, 0 for none. */
export interface LogPlace {
  readonly id: string;
  readonly taskId: string;
  readonly mapIndex: number;
  /** null: not known yet, the latest. */
  tryNumber: number | null;
  after: number;
}

/** What one look at the log found. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** The try that the lines are of. */
  readonly tryNumber: number;
  /** The instance's latest try. */
  readonly latestTry: number;
  /** The try has written all that it ever will, and `lines` ends with the last line. */
  readonly complete: boolean;
  readonly taskState: string;
  readonly runState: string;
}

/** The next lines of the place, at most 1000; moves the place behind them. @throws CliFailure for an unknown run or task */
export async function readLog(cli: Cli, place: LogPlace): Promise<LogPage> {
  const { id, taskId, mapIndex, tryNumber, after } = place;
  const { dagRun } = await cli.client.execute(READ_LOG, { id, taskId, mapIndex, tryNumber, after });
  if (dagRun === null) throw notFound(`run "${id}"`);
  if (dagRun.task === null)
    throw notFound(`task "${taskId}"${mapIndex < 0 ? '' : ` with map index ${mapIndex}`} in this run`);
  return pageOf(place, dagRun.task, dagRun.state);
}

function pageOf(place: LogPlace, task: LoggedTask, runState: string): LogPage {
  place.tryNumber ??= task.tryNumber;
  place.after = task.log.lines.at(-1)?.number ?? place.after;
  return {
    lines: task.log.lines,
    tryNumber: place.tryNumber,
    latestTry: task.tryNumber,
    complete: task.log.complete,
    taskState: task.state,
    runState,
  };
}
