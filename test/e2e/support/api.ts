import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { RUN_FIELDS, type RunView, type TaskView } from './run-view.js';

export interface Answer<Data = Record<string, unknown>> {
  status: number;
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; correlationId?: string } }[];
}

/** The answer of an operation whose result is a union. */
export type Member = { __typename: string; code?: string; message?: string } & Record<string, unknown>;

export interface TriggerInput {
  dagId: string;
  runId?: string;
  logicalDate?: string | null;
  conf?: unknown;
  note?: string;
  reason?: string;
  idempotencyKey?: string;
}

/** The public contract as a stranger's program speaks it. */
export class Api {
  private client: Client | null = null;

  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  as(token: string): Api {
    return new Api(this.url, token);
  }

  /** One request as it is; the body may be anything. */
  async post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}`, ...headers },
      body,
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  async send<Data = Record<string, unknown>>(query: string, variables: object = {}): Promise<Answer<Data>> {
    return (await this.post(JSON.stringify({ query, variables }))) as Answer<Data>;
  }

  /** Answers `data`; throws where there are errors. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await this.send<Data>(query, variables);
    if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The one mutation of a document, with its union's member. */
  async mutate(query: string, variables: object = {}): Promise<Member> {
    const [member] = Object.values(await this.ask<Record<string, Member>>(query, variables));
    if (member === undefined) throw new Error('no answer');
    return member;
  }

  register(input: object): Promise<Member> {
    return this.mutate(REGISTER, { input });
  }

  trigger(input: TriggerInput): Promise<Member> {
    return this.mutate(TRIGGER, { input });
  }

  setState(input: { dagRunId: string; state: string; reason?: string; idempotencyKey?: string }): Promise<Member> {
    return this.mutate(SET_STATE, { input });
  }

  pause(dagId: string, paused: boolean): Promise<Member> {
    return this.mutate(PAUSE, { dagId, paused });
  }

  /** Registers a DAG of these tasks; throws with its issues. */
  async define(id: string, tasks: object, more: object = {}): Promise<string> {
    const answer = await this.register({ spec: { id, tasks, ...more } });
    if (answer.__typename !== 'DagRegistered') throw new Error(JSON.stringify(answer));
    return id;
  }

  /** Triggers a run; answers its id. */
  async start(dagId: string, input: Omit<TriggerInput, 'dagId'> = {}): Promise<string> {
    const answer = await this.trigger({ dagId, ...input });
    if (answer.__typename !== 'DagRunCreated') throw new Error(JSON.stringify(answer));
    return (answer['dagRun'] as { id: string }).id;
  }

  async view(id: string): Promise<RunView> {
    const { dagRun } = await this.ask<{ dagRun: RunView | null }>(RUN, { id });
    if (dagRun === null) throw new Error(`no run ${id}`);
    return dagRun;
  }

  /** The run as soon as it is as wanted. */
  async until(id: string, wanted: (run: RunView) => boolean, withinMs = 60_000): Promise<RunView> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const run = await this.view(id);
      if (wanted(run)) return run;
      if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(run)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  ended(id: string, withinMs = 60_000): Promise<RunView> {
    return this.until(id, ({ state }) => state === 'SUCCESS' || state === 'FAILED', withinMs);
  }

  /** Registers, triggers, and waits for the end. */
  async run(
    dagId: string,
    tasks: object,
    input: Omit<TriggerInput, 'dagId'> = {},
    more: object = {},
  ): Promise<RunView> {
    await this.define(dagId, tasks, more);
    return this.ended(await this.start(dagId, input));
  }

  /** All lines of the log of a task's try, with newlines between. */
  async log(dagRunId: string, taskId: string, tryNumber: number | null = null): Promise<string> {
    const lines: string[] = [];
    for (let after = 0; ;) {
      const { dagRun } = await this.ask<{ dagRun: { task: { log: { lines: { text: string }[]; nextLine: number } } } }>(
        LOG,
        { dagRunId, taskId, tryNumber, after },
      );
      const page = dagRun.task.log.lines;
      if (page.length === 0) return lines.join('\n');
      lines.push(...page.map((line) => line.text));
      after = dagRun.task.log.nextLine - 1;
    }
  }

  socket(): Client {
    return (this.client ??= createClient({
      url: this.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.token}` },
      retryAttempts: 0,
    }));
  }

  async close(): Promise<void> {
    await this.client?.dispose();
    this.client = null;
  }
}

/** A task of a run; throws where the run has none. */
export function taskOf(run: RunView, taskId: string): TaskView {
  const task = run.tasks.nodes.find((node) => node.taskId === taskId);
  if (task === undefined) throw new Error(`run ${run.runId} has no task ${taskId}`);
  return task;
}

export const statesOf = (run: RunView): Record<string, string> =>
  Object.fromEntries(run.tasks.nodes.map((task) => [task.taskId, task.state]));

const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) { __typename
  ... on DagRegistered { created dag { id paused latestVersion { number hash } } version { number hash spec registeredBy { kind name }
    tasks { id type group triggerRule upstream downstream mapped spec } edges { from to label } } }
  ... on InvalidDag { issues { code message path line column } } ... on Refused { code message } } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename
  ... on DagRunCreated { dagRun { ${RUN_FIELDS} } } ... on RunAlreadyExists { message dagRun { id runId } }
  ... on DagNotFound { message } ... on InvalidParams { issues { code message path } } ... on Refused { code message } } }`;
const SET_STATE = `mutation ($input: SetDagRunStateInput!) { setDagRunState(input: $input) { __typename
  ... on ControlApplied { dagRun { id state endedAt clearNumber } affected { taskId state } } ... on ControlRefused { code message } } }`;
const PAUSE = `mutation ($dagId: ID!, $paused: Boolean!) { setDagPaused(dagId: $dagId, paused: $paused) { __typename
  ... on DagPausedChanged { dag { id paused } } ... on DagNotFound { message } ... on Refused { code message } } }`;
const RUN = `query ($id: ID!) { dagRun(id: $id) { ${RUN_FIELDS} } }`;
const LOG = `query ($dagRunId: ID!, $taskId: ID!, $tryNumber: Int, $after: Int!) { dagRun(id: $dagRunId) { task(taskId: $taskId) {
  log(tryNumber: $tryNumber, after: $after, limit: 1000) { nextLine complete lines { number text } } } } }`;
