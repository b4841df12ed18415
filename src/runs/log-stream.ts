import { Inject, Injectable } from '@nestjs/common';
import { isFinished, type TaskState } from '../domain/runs/task-state.js';
import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import { badInput } from '../platform/graphql/errors.js';
import { PullStream } from '../platform/graphql/pull-stream.js';
import { wakeOn } from '../platform/graphql/wake-on.js';
import type { TaskLogArgs } from './runs.input.js';
import { TaskLogs } from './task-log.js';
import type { LogLineModel, TaskInstanceModel } from './tasks.model.js';
import { TaskQueries } from './tasks.queries.js';

const BATCH = 1_000;

/**
 * The lines of a task's log as they are written: of the latest try after `after`, then of each later try from its first line.
 * It ends when the task has finished and every line was given.
 */
@Injectable()
export class LogStream {
  constructor(
    @Inject(TaskQueries) private readonly tasks: TaskQueries,
    @Inject(TaskLogs) private readonly logs: TaskLogs,
    @Inject(LISTENER) private readonly listener: Listener,
  ) {}

  follow(args: TaskLogArgs): AsyncIterableIterator<{ taskLog: LogLineModel }> {
    const place = { tryNumber: -1, after: args.after ?? 0 };
    return new PullStream({
      listen: (wake) => this.listen(args.dagRunId, wake),
      read: async () => {
        const task = await this.task(args);
        if (place.tryNumber === -1) place.tryNumber = task.tryNumber;
        const lines = await this.linesAfter(task, place);
        const more = lines.length > BATCH;
        const items = lines.slice(0, BATCH);
        place.after = items.at(-1)?.number ?? place.after;
        const next = !more && place.tryNumber < task.tryNumber;
        if (next) Object.assign(place, { tryNumber: place.tryNumber + 1, after: 0 });
        const end = !more && !next && isFinished(task.state.toLowerCase() as TaskState);
        return { items: items.map((taskLog) => ({ taskLog })), more: more || next, end };
      },
    });
  }

  /** Log lines and the run's changes: the last change is what ends the stream. */
  private async listen(dagRunId: string, wake: () => void): Promise<() => void> {
    const isMeant = (payload: string): boolean => payload === '' || payload.startsWith(dagRunId);
    const stops = [
      await wakeOn(this.listener, 'continuo_log', isMeant, wake),
      await wakeOn(this.listener, 'continuo_run', isMeant, wake),
      await wakeOn(this.listener, 'continuo_task', isMeant, wake),
    ];
    return () => stops.forEach((stop) => stop());
  }

  private linesAfter(task: TaskInstanceModel, place: { tryNumber: number; after: number }): Promise<LogLineModel[]> {
    const { dagRunId, taskId, mapIndex } = task;
    return this.logs.lines({ dagRunId, taskId, mapIndex, ...place, limit: BATCH });
  }

  private async task(args: TaskLogArgs): Promise<TaskInstanceModel> {
    const task = await this.tasks.task(args.dagRunId, args.taskId, args.mapIndex ?? -1);
    if (task === null) throw badInput(`no task "${args.taskId}" in run "${args.dagRunId}"`);
    return task;
  }
}
