import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { insist, pause } from '../patience.js';
import { drawn } from '../random.js';
import type { Services } from '../services.js';
import type { World } from '../world.js';
import type { Update } from './draw-updates.js';
import { ASSETS, MAKERS } from './followers.js';

interface Hook {
  path: string;
  secret: string;
}

/** So long a sender waits for an answer: mostly too short, so that what was sent is done and its answer never read. */
const PATIENCE_MS = [4, 10, 20, 40, 80, 3_000];
/** An answer that was read may be lost on its way further on: then the sender sends once more. */
const AGAIN = 0.3;

const CREATE = `mutation ($input: CreateAssetHookInput!) { createAssetHook(input: $input) { __typename
  ... on AssetHookCreated { secret hook { path } } } }`;
const EMIT = `mutation ($input: EmitAssetEventInput!) { emitAssetEvent(input: $input) { __typename
  ... on AssetEventEmitted { event { id } } ... on Refused { code message } } }`;
const TRIGGER = `mutation ($input: TriggerDagInput!) { triggerDag(input: $input) { __typename
  ... on DagRunCreated { dagRun { id } } ... on Refused { code message } } }`;

/** Sends updates to any of the services, each again and again until its answer has been read. */
export class Sender {
  /** What the senders were told: the ids of events by the number of the update, of runs for those that a task makes. */
  readonly told = new Map<string, Set<string>>();
  lostReplies = 0;
  private hooks: Hook[] = [];
  private token = '';

  constructor(
    private readonly world: World,
    private readonly services: Services,
    private readonly random: () => number,
  ) {}

  /** Makes the hooks, several: each has a rate of its own. */
  async prepare(): Promise<void> {
    this.token = readFileSync(join(this.world.home, 'admin.token'), 'utf8').trim();
    for (let i = 0; i < 3; i += 1) {
      const input = { asset: ASSETS.hooked, idempotencyKey: randomUUID() };
      const { createAssetHook } = await this.world.api.ask<{
        createAssetHook: { secret: string; hook: { path: string } };
      }>(CREATE, { input });
      this.hooks.push({ path: createAssetHook.hook.path, secret: createAssetHook.secret });
    }
  }

  async send(update: Update): Promise<void> {
    const once = this.requestOf(update);
    do {
      const id = await insist(() => once());
      this.told.set(update.n, (this.told.get(update.n) ?? new Set()).add(id));
    } while (this.random() < AGAIN);
  }

  private requestOf({ n, way, key, knownBy }: Update): () => Promise<string | null> {
    const extra = { n };
    const idempotencyKey = randomUUID();
    switch (way) {
      case 'hooked':
        return this.delivery(drawn(this.random, this.hooks), { extra, partition: key }, knownBy);
      case 'emitted': {
        const input = { asset: ASSETS.emitted, extra, partition: key, reason: 'crash test', idempotencyKey };
        return () => this.mutate(EMIT, input, 'AssetEventEmitted', 'event');
      }
      case 'marked':
      case 'made': {
        const input = { dagId: MAKERS[way].id, conf: { n, key }, idempotencyKey };
        return () => this.mutate(TRIGGER, input, 'DagRunCreated', 'dagRun');
      }
    }
  }

  /** Signed anew each time, unless the signature is what it is known by. */
  private delivery(hook: Hook, content: object, knownBy: Update['knownBy']): () => Promise<string | null> {
    const id = randomUUID();
    const body = JSON.stringify(knownBy === 'id' ? { ...content, id } : content);
    const signedAt = Math.floor(Date.now() / 1_000);
    return async () => {
      const t = knownBy === 'signature' ? signedAt : Math.floor(Date.now() / 1_000);
      const v1 = createHmac('sha256', hook.secret).update(`${t}.${body}`).digest('hex');
      const headers = {
        'x-continuo-signature': `t=${t},v1=${v1}`,
        ...(knownBy === 'header' ? { 'idempotency-key': id } : {}),
      };
      const { status, json } = await this.post(hook.path, body, headers);
      if (status === 202 && typeof json['eventId'] === 'string') return json['eventId'];
      if (status !== 429 && status < 500) throw new Error(`a delivery was answered ${status} ${JSON.stringify(json)}`);
      return null;
    };
  }

  private async mutate(query: string, input: object, wanted: string, field: string): Promise<string | null> {
    const body = JSON.stringify({ query, variables: { input } });
    const { json } = await this.post('/graphql', body, { authorization: `Bearer ${this.token}` });
    const data = json['data'] as Record<string, { __typename: string } & Record<string, { id: string }>> | null;
    const [answer] = Object.values(data ?? {});
    const id = answer?.__typename === wanted ? answer[field]?.id : undefined;
    if (id === undefined) throw new Error(JSON.stringify(json));
    return id;
  }

  private async post(path: string, body: string, headers: Record<string, string>) {
    const url = new URL(path, drawn(this.random, this.addresses()));
    const patience = drawn(this.random, PATIENCE_MS);
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
    try {
      const response = await fetch(url, { ...request, signal: AbortSignal.timeout(patience) });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    } catch (error) {
      this.lostReplies += 1;
      throw error;
    }
  }

  private addresses(): string[] {
    const own = this.world.product.endpoint()?.url;
    return [...(own === undefined ? [] : [own]), ...this.services.addresses()];
  }

  /** All services answer: what had reached one that was stopped has been taken up. */
  async allAnswer(): Promise<void> {
    for (const address of this.addresses()) {
      await insist(async () => ((await fetch(new URL('/readyz', address))).ok ? true : null));
    }
    await pause(500);
  }
}
