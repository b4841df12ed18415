import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import { type Connection, TaskFailure } from '../../sdk/index.js';
import { patiently, type OnWait } from '../attempt/patiently.js';
import type { Masker } from '../log/masker.js';
import { readXCom } from './run-facts.sql.js';
import { secretsOf, textsIn, type SecretSource } from './secret-source.js';
import type { TaskFacts } from './task-facts.js';

export interface LookupDeps {
  pool: Pool;
  secrets: SecretSource;
  masker: Masker;
  facts: TaskFacts;
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

  knowsTask(taskId: string): boolean {
    return this.deps.facts.version.tasks.has(taskId);
  }

  async xcom(taskId: string, key: string): Promise<Json> {
    const { pool, facts } = this.deps;
    const text = await this.ask(() => readXCom(pool, facts.run.dagRunId, taskId, key));
    return text === null ? null : (JSON.parse(text) as Json);
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    return patiently(question, this.deps.onWait, this.deps.signal);
  }
}

const final = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

export const unknownConnection = (id: string): TaskFailure =>
  final('UnknownConnection', `there is no connection "${id}": set it, or CONTINUO_CONN_${envName(id)} for the worker`);
export const unknownVariable = (name: string): TaskFailure =>
  final('UnknownVariable', `there is no variable "${name}": set it, or CONTINUO_VAR_${envName(name)} for the worker`);
export const unknownTask = (taskId: string): TaskFailure =>
  final('UnknownTask', `xcom: this DAG has no task "${taskId}"`);

const envName = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
