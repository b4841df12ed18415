import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import { type Connection, TaskFailure } from '../../sdk/index.js';
import { patiently, type OnWait } from '../attempt/patiently.js';
import type { Masker } from '../log/masker.js';
import { type CompiledTask, idsOfName, memberNamed } from '../../../src/domain/dag/index.js';
import { readMappedXComs, readXCom } from './run-facts.sql.js';
import { secretsOf, textsIn, type SecretSource } from './secret-source.js';
import type { TaskFacts } from './task-facts.js';

export interface LookupDeps {
  pool: Pool;
  secrets: SecretSource;
  masker: Masker;
  facts: TaskFacts;
  /** Map index of the instance that asks; −1 where it has none. */
  mapIndex: number;
  signal: AbortSignal;
  onWait: OnWait;
}

/** What a task may ask of the outside, each answer `null` where there is none. Waits for a database out of reach until the task ends. */
export class Lookups {
  constructor(private readonly deps: LookupDeps) {}

  async connection(id: string): Promise<Connection | null> {
    const found = await this.ask(() => this.deps.secrets.connection(id));
    if (found !== null) secretsOf(found).forEach((secret) => this.deps.masker.add(secret));
    return found;
  }

  async variable(name: string): Promise<{ value: Json; secret: boolean } | null> {
    const found = await this.ask(() => this.deps.secrets.variable(name));
    if (found?.secret === true) textsIn(found.value).forEach((secret) => this.deps.masker.add(secret));
    return found;
  }

  /** The task of that name: inside a group the group's own first, as everywhere in the DAG format. */
  task(name: string): CompiledTask | null {
    const { tasks } = this.deps.facts.version;
    const id = idsOfName(this.group, name).find((each) => tasks.has(each));
    return tasks.get(id ?? '') ?? null;
  }

  /** Full id of the task or the group of that name; null: there is none. */
  member(name: string): string | null {
    return memberNamed(this.deps.facts.version.tasks, this.group, name);
  }

  private get group(): string | null {
    return this.deps.facts.task?.group ?? null;
  }

  /** Of a mapped task: the list of all its instances' values, or of one's own instance where both are mapped together. */
  async xcom(
    { id: taskId, expansion }: CompiledTask,
    key: string,
    mapIndexes: readonly number[] | null,
  ): Promise<Json> {
    const { pool, facts, mapIndex: own } = this.deps;
    const { dagRunId } = facts.run;
    const together = expansion !== null && own >= 0 && expansion.id === facts.task?.expansion?.id;
    const one = expansion === null ? -1 : together && mapIndexes === null ? own : onlyOf(mapIndexes);
    const text = await this.ask(() =>
      one === null
        ? readMappedXComs(pool, { dagRunId, taskId, key }, mapIndexes)
        : readXCom(pool, { dagRunId, taskId, mapIndex: one, key }),
    );
    return text === null ? null : (JSON.parse(text) as Json);
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    return patiently(question, this.deps.onWait, this.deps.signal);
  }
}

const onlyOf = (mapIndexes: readonly number[] | null): number | null =>
  mapIndexes?.length === 1 ? (mapIndexes[0] ?? null) : null;

const final = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

export const unknownConnection = (id: string): TaskFailure =>
  final('UnknownConnection', `there is no connection "${id}": set it, or CONTINUO_CONN_${envName(id)} for the worker`);
export const unknownVariable = (name: string): TaskFailure =>
  final('UnknownVariable', `there is no variable "${name}": set it, or CONTINUO_VAR_${envName(name)} for the worker`);
export const unknownTask = (taskId: string): TaskFailure =>
  final('UnknownTask', `xcom: this DAG has no task "${taskId}"`);

const envName = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
