import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transaction.js';
import { isRefused, refuse } from '../platform/graphql/idempotency.js';
import { eventOf, Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import { type DagIssueModel, refusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import { DagStore } from './dag-store.js';
import type { DagDocumentInput, RegisterDagInput, RegisterDagsInput } from './dags.input.js';
import type {
  DagModel,
  DagRegisteredModel,
  InvalidDagModel,
  RegisterDagResult,
  RegisterDagsResult,
} from './dags.model.js';
import { DagQueries } from './dags.queries.js';
import { type DagDocument, readDag, type ReadDag } from './read-dag.js';
import type { Registrar } from './store-versions.js';

/** What is remembered of each DAG under an idempotency key. */
type Registered = { dagId: string; number: number; created: boolean } | { issues: DagIssueModel[] };
type Read = ReadDag | { issues: DagIssueModel[] };

/** In one call and one transaction. */
const MOST_DAGS = 500;

/** Registers DAGs that come by the API, one or many at a time. */
@Injectable()
export class DagRegistration {
  constructor(
    @Inject(DagQueries) private readonly queries: DagQueries,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(DagStore) private readonly dags: DagStore,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async registerOne(input: RegisterDagInput, context: RequestContext): Promise<RegisterDagResult> {
    const { idempotencyKey = null, reason = null } = input;
    // the reader of DAGs says for itself where in the text a character cannot be stored
    const mutation = { operation: 'registerDag', input, idempotencyKey, stored: { reason, idempotencyKey } };
    const answer = await this.mutations.run(context, mutation, async (tx) => {
      const document = documentOf(input);
      if (document === null) return refuse('INVALID', WHICH_DOCUMENT);
      const [registered] = await this.store(tx, [this.read(document)], registrarOf(context, reason));
      if (registered === undefined) throw new Error('nothing became of the DAG');
      return registered;
    });
    if (isRefused(answer)) return refusedModel(answer.refused);
    const [result] = await this.told([answer], context);
    if (result === undefined) throw new Error('the DAG has no answer');
    return result;
  }

  async registerMany(input: RegisterDagsInput, context: RequestContext): Promise<RegisterDagsResult> {
    const { idempotencyKey = null, reason = null, dags } = input;
    const mutation = { operation: 'registerDags', input, idempotencyKey, stored: { reason, idempotencyKey } };
    const answer = await this.mutations.run(context, mutation, async (tx) => {
      if (dags.length > MOST_DAGS) return refuse('INVALID', `${dags.length} DAGs in one call: at most ${MOST_DAGS}`);
      const documents = dags.map(documentOf);
      const missing = documents.indexOf(null);
      if (missing >= 0) return refuse('INVALID', `dags[${missing}]: ${WHICH_DOCUMENT}`);
      const read = documents.flatMap((document) => (document === null ? [] : [this.read(document)]));
      return { registered: await this.store(tx, read, registrarOf(context, reason)) };
    });
    if (isRefused(answer)) return refusedModel(answer.refused);
    return { __typename: 'DagsRegistered', results: await this.told(answer.registered, context) };
  }

  private read(document: DagDocument): Read {
    return readDag(document, this.options.operators().catalog());
  }

  /** Answers in the order of what was read. */
  private async store(tx: Tx, read: readonly Read[], by: Registrar): Promise<Registered[]> {
    const valid = read.flatMap((each) => ('issues' in each ? [] : [each]));
    const stored = await this.dags.store(
      tx,
      valid.map((dag) => ({ dag, by })),
    );
    const numbers = stored.values();
    return read.map((each) => {
      if ('issues' in each) return each;
      const { value } = numbers.next();
      if (value === undefined) throw new Error(`dag ${each.id} has no version`);
      return { dagId: each.id, number: value.number, created: value.created };
    });
  }

  /** After the commit. */
  private async told(registered: readonly Registered[], context: RequestContext): Promise<RegisterDagResult[]> {
    const ids = registered.flatMap((each) => ('issues' in each ? [] : [each.dagId]));
    if (ids.length > 0) this.dags.told();
    const dags = ids.length === 0 ? new Map<string, DagModel>() : await this.queries.dagsOf(ids);
    return await Promise.all(
      registered.map((each): Promise<DagRegisteredModel> | InvalidDagModel =>
        'issues' in each ? { __typename: 'InvalidDag', issues: each.issues } : this.modelOf(each, dags, context),
      ),
    );
  }

  private async modelOf(
    { dagId, number, created }: Exclude<Registered, { issues: unknown }>,
    dags: ReadonlyMap<string, DagModel>,
    context: RequestContext,
  ): Promise<DagRegisteredModel> {
    const [dag, version] = [dags.get(dagId), await this.queries.version(context, { dagId, number })];
    if (dag === undefined || version === null) throw new Error(`version ${number} of dag ${dagId} is gone`);
    return { __typename: 'DagRegistered', dag, version, created };
  }
}

const WHICH_DOCUMENT = 'give either spec (JSON) or source (text)';

function documentOf({ spec, source, format }: DagDocumentInput): DagDocument | null {
  if (spec != null) return source == null ? { spec } : null;
  return source == null ? null : { source, format: format ?? 'YAML' };
}

const registrarOf = (context: RequestContext, reason: string | null): Registrar => ({
  actor: actorOf(context.principal),
  reason,
  event: (told) => eventOf(context, told),
});
