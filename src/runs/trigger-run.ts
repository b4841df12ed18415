import { Inject, Injectable } from '@nestjs/common';
import { VersionReader } from '../dags/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { refuse, type Refused } from '../platform/graphql/idempotency.js';
import { eventOf } from '../platform/graphql/mutations.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ServiceOptions } from '../platform/service-options.js';
import type { TriggerDagInput } from './runs.input.js';
import { type FirstRun, type Triggered, triggerIn, wrongRunId } from './trigger-in.js';

/** How a person's trigger becomes a run. */
@Injectable()
export class RunTrigger {
  constructor(
    @Inject(VersionReader) private readonly versions: VersionReader,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** In the caller's transaction. @param first the run that the new one repeats */
  async trigger(
    tx: Tx,
    input: TriggerDagInput,
    context: RequestContext,
    first?: FirstRun,
  ): Promise<Exclude<Triggered, { reserved: string }> | Refused> {
    const wrong = wrongRunId(input.runId);
    if (wrong !== null) return refuse('INVALID', wrong);
    const event = eventOf(context, { type: 'RunCreated', payload: {}, reason: input.reason });
    const parts = this.options.operators().scheduleParts;
    const by = { event, parts, ...(first === undefined ? {} : { first }) };
    const made = await triggerIn(tx, this.versions, input, by);
    return 'reserved' in made ? refuse('INVALID', made.reserved) : made;
  }
}
