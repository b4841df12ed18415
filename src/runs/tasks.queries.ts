import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { In, Repository } from 'typeorm';
import type { Json } from '../domain/json.js';
import { readRows } from '../platform/database/reading.js';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { loaderOf, type RequestContext } from '../platform/graphql/request-context.js';
import { TaskInstanceEntity } from './runs.entity.js';
import type { TaskInstanceFilter } from './runs.input.js';
import type { TaskAttemptModel, TaskInstanceConnection, TaskInstanceModel, XComModel } from './tasks.model.js';

const LARGEST_PAGE = 500;

export type InstanceKey = Pick<TaskInstanceModel, 'dagRunId' | 'taskId' | 'mapIndex'>;

export const instanceText = (key: InstanceKey): string => `${key.mapIndex}/${key.dagRunId}/${key.taskId}`;

/** Three arrays for `unnest`: many task instances in one statement. */
export const instanceArrays = (keys: readonly InstanceKey[]): [string[], string[], number[]] => [
  keys.map((key) => key.dagRunId),
  keys.map((key) => key.taskId),
  keys.map((key) => key.mapIndex),
];

/** What is asked about task instances. Whatever a page asks of each instance is one statement for all of them. */
@Injectable()
export class TaskQueries {
  constructor(
    @InjectRepository(TaskInstanceEntity) private readonly instanceRows: Repository<TaskInstanceEntity>,
    @Inject(Pool) private readonly pool: Pool,
  ) {}

  /** In topological order, then by map index. */
  page(dagRunId: string, args: PageArgs & { filter?: TaskInstanceFilter | null }): Promise<TaskInstanceConnection> {
    const query = this.instanceRows.createQueryBuilder('t').where('t.dagRunId = :dagRunId', { dagRunId });
    const { taskId, states } = args.filter ?? {};
    if (taskId != null) query.andWhere('t.taskId = :taskId', { taskId });
    if (states != null) query.andWhere('t.state = any(:states)', { states });
    const keys = [
      { property: 'position', type: 'integer' },
      { property: 'mapIndex', type: 'integer' },
    ] as const;
    return readPage(
      { query, keys, descending: false, size: pageSize(args, 100, LARGEST_PAGE), after: args.after },
      instanceModel,
    );
  }

  async task(dagRunId: string, taskId: string, mapIndex: number): Promise<TaskInstanceModel | null> {
    const row = await this.instanceRows.findOneBy({ dagRunId, taskId, mapIndex });
    return row === null ? null : instanceModel(row);
  }

  /** Task instances by `taskId/mapIndex`, in the run's order. */
  async instances(dagRunId: string, keys: readonly string[]): Promise<TaskInstanceModel[]> {
    const wanted = new Set(keys);
    const taskId = In([...new Set(keys.map((key) => key.slice(0, key.lastIndexOf('/'))))]);
    const rows = await this.instanceRows.find({
      where: { dagRunId, taskId },
      order: { position: 'ASC', mapIndex: 'ASC' },
    });
    return rows.filter((row) => wanted.has(`${row.taskId}/${row.mapIndex}`)).map(instanceModel);
  }

  attempts(context: RequestContext, key: InstanceKey): Promise<TaskAttemptModel[]> {
    return this.listOf<TaskAttemptModel>(context, ATTEMPTS, key);
  }

  async xcoms(context: RequestContext, key: InstanceKey): Promise<XComModel[]> {
    const rows = await this.listOf<XComModel & { text: string }>(context, XCOMS, key);
    return rows.map(({ text, ...xcom }) => ({ ...xcom, value: JSON.parse(text) as XComModel['value'] }));
  }

  private listOf<Item>(context: RequestContext, question: { sql: string }, key: InstanceKey): Promise<Item[]> {
    const batch = async (keys: readonly InstanceKey[]): Promise<Item[][]> => {
      const rows = await readRows<Item & InstanceKey & object>(this.pool, question.sql, instanceArrays(keys));
      const lists = new Map<string, Item[]>(keys.map((each) => [instanceText(each), []]));
      for (const row of rows) lists.get(instanceText(row))?.push(row);
      return keys.map((each) => lists.get(instanceText(each)) ?? []);
    };
    return loaderOf(context, question, batch, instanceText).load(key);
  }
}

const KEYS = `dag_run_id as "dagRunId", task_id as "taskId", map_index as "mapIndex"`;
const OF_KEYS = `join unnest($1::text[], $2::text[], $3::int[]) as k(dag_run_id, task_id, map_index) using (dag_run_id, task_id, map_index)`;

const ATTEMPTS = {
  sql: `select ${KEYS}, try_number as "tryNumber", attempt, outcome, started_at as "startedAt", ended_at as "endedAt", worker,
  code_version as "codeVersion", error from task_attempts ${OF_KEYS} order by try_number, attempt`,
};
const XCOMS = {
  sql: `select ${KEYS}, key, value as text, size_bytes as "sizeBytes", created_at as "createdAt" from xcoms ${OF_KEYS} order by key`,
};

/** The row has the model's names; its JSON is whatever was stored. */
const instanceModel = (row: TaskInstanceEntity): TaskInstanceModel =>
  row as TaskInstanceEntity & { renderedFields: Json };
