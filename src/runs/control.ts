import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import {
  type AddedInstance,
  type MovedInstances,
  previewControl,
  requestControl,
} from '../../activities/engine/run/index.js';
import { Notifier } from '../event-store/index.js';
import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';
import { isRefused, refuse, type Refusal, type Refused } from '../platform/graphql/idempotency.js';
import { Mutations } from '../platform/graphql/mutations.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { admitRuns } from './admission.js';
import { awaitControl } from './control-answer.js';
import { type TargetedCall, targetsOf } from './control-targets.js';

export interface ControlCall extends TargetedCall {
  operation: string;
  input: object;
  idempotencyKey: string | null;
}

/** Task instances of one run, as `taskId/mapIndex`. */
export interface Affected {
  dagRunId: string;
  instances: string[];
  /** Those that a move to the latest version changes; they are affected, too. */
  moved?: MovedInstances;
  /** Of a preview: what would be added has no row yet. */
  rows?: AddedInstance[];
}
export type ControlOutcome = { affected: Affected[] } | { refusal: Refusal };

interface Requested {
  controls: { dagRunId: string; number: number; moved?: MovedInstances }[];
}

const LATE =
  'the control is recorded and will be judged when the run can be reached; ask again with the same idempotencyKey';

const unknownRun = (id: string): Refused => refuse('NOT_FOUND', `no run has the id ${id}`);

/** Puts a person's wish to runs and waits for what becomes of it (ARCHITECTURE decision 12). */
@Injectable()
export class RunControl {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(LISTENER) private readonly listener: Listener,
    @Inject(Mutations) private readonly mutations: Mutations,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  /** The run that is named answers for all: what another run refuses is told by that run's own history. */
  async apply(call: ControlCall, context: RequestContext): Promise<ControlOutcome> {
    const requested = await this.mutations.run(context, call, (tx) => request(tx, call, context));
    if (isRefused(requested)) return { refusal: requested.refused };
    this.notifier.poke('continuo_outbox');
    this.notifier.poke('continuo_schedule');
    this.notifier.poke('continuo_backfill');
    for (const { dagRunId } of requested.controls) this.notifier.poke('continuo_run', dagRunId);
    const answers = await Promise.all(
      requested.controls.map(async ({ dagRunId, number, moved }) => ({
        dagRunId,
        moved,
        answer: await awaitControl(this.pool, this.listener, dagRunId, number),
      })),
    );
    const own = answers.find(({ dagRunId }) => dagRunId === call.dagRunId)?.answer;
    if (own?.kind === 'refused') return { refusal: own };
    if (answers.some(({ answer }) => answer === null)) return { refusal: { code: 'UNAVAILABLE', message: LATE } };
    const affected = answers.map(({ dagRunId, moved, answer }) =>
      affectedIn(dagRunId, answer?.kind === 'applied' ? answer.affected : [], moved),
    );
    return { affected };
  }

  /** What `apply` would change if it were called now. Nothing is written. */
  preview(call: ControlCall, context: RequestContext): Promise<ControlOutcome> {
    return inTransaction(this.pool, async (tx): Promise<ControlOutcome> => {
      const actor = actorOf(context.principal);
      const targets = await targetsOf(tx, call, actor);
      if ('refused' in targets) return { refusal: targets.refused };
      const affected: Affected[] = [];
      for (const target of targets) {
        const { dagRunId } = target;
        const seen = await previewControl(tx, { ...target, actor, reason: call.reason });
        if (seen === null) return { refusal: unknownRun(dagRunId).refused };
        if ('refusal' in seen && dagRunId === call.dagRunId) return seen;
        affected.push(
          'affected' in seen
            ? { ...affectedIn(dagRunId, seen.affected, seen.moved), rows: seen.rows }
            : affectedIn(dagRunId, [], undefined),
        );
      }
      return { affected };
    });
  }
}

const affectedIn = (dagRunId: string, judged: readonly string[], moved: MovedInstances | undefined): Affected => ({
  dagRunId,
  instances: [...new Set([...judged, ...(moved?.added ?? []), ...(moved?.removed ?? [])])],
  ...(moved === undefined ? {} : { moved }),
});

/** A control's row for each run, in the transaction of the idempotency key; runs that were re-opened wait for their place like any other. */
async function request(tx: Tx, call: ControlCall, context: RequestContext): Promise<Requested | Refused> {
  const actor = actorOf(context.principal);
  const targets = await targetsOf(tx, call, actor);
  if ('refused' in targets) return targets;
  const controls: Requested['controls'] = [];
  const reopened = new Set<string>();
  for (const target of targets) {
    const { dagRunId } = target;
    const answer = await requestControl(tx, { ...target, actor, reason: call.reason });
    if (answer === null) return unknownRun(dagRunId);
    if ('refusal' in answer) {
      if (dagRunId === call.dagRunId) return { refused: answer.refusal };
      continue;
    }
    const { number, moved } = answer;
    controls.push({ dagRunId, number, ...(isUnmoved(moved) ? {} : { moved }) });
    if (answer.reopened) reopened.add(answer.dagId);
  }
  for (const dagId of [...reopened].sort()) await admitRuns(tx, dagId);
  return { controls };
}

const isUnmoved = ({ added, removed }: MovedInstances): boolean => added.length + removed.length === 0;
