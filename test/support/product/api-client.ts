import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

export interface RunView {
  id: string;
  runId: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'FAILED';
}

export interface TriggerInput {
  dagId: string;
  conf?: unknown;
  runId?: string;
  logicalDate?: string;
  idempotencyKey?: string;
}

/** The public API as a stranger's program uses it: GraphQL over HTTP and graphql-ws, with a token. */
export class ApiClient {
  private socket: Client | null = null;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Answers `data`; throws with the errors' messages. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] };
    if (errors !== undefined) throw new Error(errors.map((error) => error.message).join('\n'));
    return data;
  }

  async register(spec: unknown): Promise<void> {
    const { registerDag } = await this.ask<{ registerDag: { __typename: string } }>(REGISTER, { input: { spec } });
    if (registerDag.__typename !== 'DagRegistered') throw new Error(JSON.stringify(registerDag));
  }

  /** Many in one call. */
  async registerMany(specs: readonly unknown[]): Promise<void> {
    const dags = specs.map((spec) => ({ spec }));
    const { registerDags } = await this.ask<{ registerDags: { results?: { __typename: string }[] } }>(REGISTER_MANY, {
      input: { dags },
    });
    const bad = registerDags.results?.find((one) => one.__typename !== 'DagRegistered');
    if (registerDags.results === undefined || bad !== undefined) throw new Error(JSON.stringify(bad ?? registerDags));
  }

  async trigger(input: TriggerInput): Promise<RunView> {
    const { triggerDag } = await this.ask<{ triggerDag: { __typename: string; dagRun?: RunView } }>(TRIGGER, { input });
    if (triggerDag.dagRun === undefined) throw new Error(JSON.stringify(triggerDag));
    return triggerDag.dagRun;
  }

  /** The run's end as a subscriber sees it. */
  async ended(id: string, withinMs = 60_000): Promise<RunView> {
    this.socket ??= createClient({
      url: this.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.token}` },
      retryAttempts: 20,
      shouldRetry: () => true,
    });
    const runs = this.socket.iterate<{ dagRunChanged: RunView }>({ query: CHANGED, variables: { id } });
    const late = setTimeout(() => void runs.return?.(), withinMs);
    try {
      for await (const { data } of runs) if (data && isOver(data.dagRunChanged)) return data.dagRunChanged;
    } finally {
      clearTimeout(late);
    }
    throw new Error(`run ${id} has not ended within ${withinMs} ms`);
  }

  async close(): Promise<void> {
    await this.socket?.dispose();
    this.socket = null;
  }
}

const isOver = (run: RunView): boolean => run.state === 'SUCCESS' || run.state === 'FAILED';

const REGISTER = `mutation ($input: RegisterDagInput!) { registerDag(input: $input) {
  __typename ... on InvalidDag { issues { code path message } } ... on Refused { code message } } }`;
const REGISTER_MANY = `mutation ($input: RegisterDagsInput!) { registerDags(input: $input) {
  __typename ... on DagsRegistered { results { __typename ... on InvalidDag { issues { code path message } } } } ... on Refused { code message } } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) {
  __typename ... on DagRunCreated { dagRun { id runId state } } ... on DagNotFound { message } ... on Refused { code message }
  ... on InvalidParams { issues { path message } } ... on RunAlreadyExists { message dagRun { id runId state } } } }`;
const CHANGED = `subscription ($id: ID!) { dagRunChanged(id: $id) { id runId state } }`;
