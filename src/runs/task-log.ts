import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { isFinished, type TaskState as TaskStateName } from '../domain/runs/task-state.js';
import { readRows } from '../platform/database/reading.js';
import { badInput } from '../platform/graphql/errors.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import type { LogLineModel, TaskInstanceModel, TaskLogModel } from './tasks.model.js';
import type { LogArgs } from './runs.input.js';
import { instanceArrays, instanceText, type InstanceKey } from './tasks.queries.js';

const MOST_LINES = 10_000;
const DEFAULT_LINES = 1_000;

interface Chunk {
  first_line: number;
  lines: string;
}
interface StoredLine {
  at: string;
  stream: string;
  text: string;
}

interface LogQuestion extends InstanceKey {
  tryNumber: number;
  after: number;
  limit: number;
}

/** Lines of the tries' logs, which are stored in chunks. */
@Injectable()
export class TaskLogs {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  /** @throws BAD_USER_INPUT for a negative `after`, and a limit that is not 1 to 10 000 */
  async log(context: RequestContext, task: TaskInstanceModel, args: LogArgs): Promise<TaskLogModel> {
    const tryNumber = args.tryNumber ?? task.tryNumber;
    const [after, limit] = [args.after ?? 0, args.limit ?? DEFAULT_LINES];
    if (after < 0 || limit < 1 || limit > MOST_LINES) throw badInput(`after: 0 or more; limit: 1 to ${MOST_LINES}`);
    const question = { dagRunId: task.dagRunId, taskId: task.taskId, mapIndex: task.mapIndex, tryNumber, after, limit };
    // first whether it may still write, then what it wrote: the other way round would miss the last lines
    const closed = await this.isClosed(context, question, task);
    const loader = loaderOf(context, this, (all: readonly LogQuestion[]) => this.readAll(all), questionText);
    const found = await loader.load(question);
    const lines = found.slice(0, limit);
    const expiredAt = closed && found.length === 0 ? await this.expiry(context, question) : null;
    const nextLine = (lines.at(-1)?.number ?? after) + 1;
    return { lines, nextLine, complete: closed && found.length <= limit, expiredAt };
  }

  /** Lines after `after`, one more than the limit where there are more. */
  async lines(question: LogQuestion): Promise<LogLineModel[]> {
    return (await this.readAll([question]))[0] ?? [];
  }

  private async readAll(questions: readonly LogQuestion[]): Promise<LogLineModel[][]> {
    const column = <K extends keyof LogQuestion>(name: K): LogQuestion[K][] =>
      questions.map((question) => question[name]);
    const rows = await readRows<Chunk & { question: number }>(this.pool, READ_CHUNKS, [
      ...[
        column('dagRunId'),
        column('taskId'),
        column('mapIndex'),
        column('tryNumber'),
        column('after'),
        column('limit'),
      ],
    ]);
    const chunks = questions.map((): Chunk[] => []);
    for (const row of rows) chunks[row.question - 1]?.push(row);
    return questions.map((question, i) => linesOf(chunks[i] ?? [], question.after).slice(0, question.limit + 1));
  }

  /** When the lines of the try were deleted; null where it has some, or never had any to delete. */
  private expiry(context: RequestContext, question: LogQuestion): Promise<string | null> {
    const batch = async (all: readonly LogQuestion[]): Promise<(string | null)[]> => {
      const arrays = [...instanceArrays(all), all.map((each) => each.tryNumber)];
      const rows = await readRows<{ question: number; at: string }>(this.pool, EXPIRED.sql, arrays);
      const found = new Map(rows.map((row) => [row.question, row.at]));
      return all.map((_, i) => found.get(i + 1) ?? null);
    };
    return loaderOf(context, EXPIRED, batch, questionText).load(question);
  }

  /** Whether the try has written all that it ever will: its ticket is settled and no body of it is left. */
  private async isClosed(context: RequestContext, question: LogQuestion, task: TaskInstanceModel): Promise<boolean> {
    const batch = async (all: readonly LogQuestion[]): Promise<(boolean | null)[]> => {
      const arrays = [...instanceArrays(all), all.map((each) => each.tryNumber)];
      const rows = await readRows<{ question: number; closed: boolean }>(this.pool, TICKETS, arrays);
      const closed = new Map(rows.map((row) => [row.question, row.closed]));
      return all.map((_, i) => closed.get(i + 1) ?? null);
    };
    const closed = await loaderOf(context, TICKET_STATES, batch, questionText).load(question);
    return closed ?? (question.tryNumber < task.tryNumber || isFinished(task.state.toLowerCase() as TaskStateName));
  }
}

const TICKET_STATES = {};
const questionText = (q: LogQuestion): string => `${instanceText(q)}/${q.tryNumber}/${q.after}/${q.limit}`;

function linesOf(chunks: readonly Chunk[], after: number): LogLineModel[] {
  const all = chunks.flatMap((chunk) =>
    (JSON.parse(chunk.lines) as StoredLine[]).map((line, i) => ({ number: chunk.first_line + i, ...line })),
  );
  return all.filter((line) => line.number > after);
}

const READ_CHUNKS = `
select q.ordinality::int as question, l.first_line, l.lines
from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[]) with ordinality
  as q(dag_run_id, task_id, map_index, try_number, after, most, ordinality)
join task_logs l using (dag_run_id, task_id, map_index, try_number)
where l.first_line + l.line_count > q.after + 1 and l.first_line <= q.after::bigint + q.most + 1
order by question, l.first_line`;

const EXPIRED = {
  sql: `select q.ordinality::int as question, r.logs_expired_at as at
from unnest($1::text[], $2::text[], $3::int[], $4::int[]) with ordinality as q(dag_run_id, task_id, map_index, try_number, ordinality)
join dag_runs r on r.id = q.dag_run_id
where exists (select 1 from task_attempts a where a.dag_run_id = q.dag_run_id and a.task_id = q.task_id and a.map_index = q.map_index
    and a.try_number = q.try_number and a.ended_at <= r.logs_expired_at)
  and not exists (select 1 from task_logs l where l.dag_run_id = q.dag_run_id and l.task_id = q.task_id and l.map_index = q.map_index
    and l.try_number = q.try_number)`,
};

const TICKETS = `
select q.ordinality::int as question, t.outcome is not null and t.ended_at is not null as closed
from unnest($1::text[], $2::text[], $3::int[], $4::int[]) with ordinality as q(dag_run_id, task_id, map_index, try_number, ordinality)
join tickets t using (dag_run_id, task_id, map_index, try_number)`;
