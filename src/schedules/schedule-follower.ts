import { Inject, Injectable } from '@nestjs/common';
import { ScheduleGate, type ToldOfDag } from '../dags/index.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { Json, JsonObject } from '../domain/json.js';
import { withoutNext } from '../domain/schedule/tick.js';
import { appendToStreams, Notifier } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { ServiceOptions } from '../platform/service-options.js';
import { nextJson } from './cursor-json.js';
import { lookAt, scheduleFailure } from './look.js';
import { basisOf, type ScheduleBasis } from './schedule-basis.js';
import { readSchedules, type ScheduleChange, type ScheduleState, writeSchedules } from './schedule-rows.js';
import { SchedulePart } from './schedule-parts.js';

/** What `dags` calls when DAGs have a new version, were paused or unpaused: their cursors follow. Runs are made by the ticker only. */
@Injectable()
export class ScheduleFollower extends ScheduleGate {
  constructor(
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(SchedulePart) private readonly parts: SchedulePart,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {
    super();
  }

  async follow(tx: Tx, dagIds: readonly string[], event: (told: ToldOfDag) => EventDraft): Promise<void> {
    const states = await readSchedules(tx, dagIds);
    if (states.length < dagIds.length) throw new Error(`of dags ${dagIds.join(', ')} one is gone`);
    const bases = await latestBases(tx, states);
    const followed = states.flatMap((state) => this.followOne(state, bases.get(state.dagId) ?? null));
    await writeSchedules(
      tx,
      followed.map(({ change }) => change),
    );
    await appendToStreams(
      tx,
      followed.flatMap((one) => {
        const drafts = toldOf(one).map(event);
        return drafts.length === 0 ? [] : [{ stream: `dag-${one.change.dagId}`, drafts }];
      }),
    );
    for (const { change, failure } of followed) {
      if (failure !== null) this.options.onError(scheduleFailure(change.dagId, failure));
    }
  }

  /** None where the DAG has no schedule and never had one. */
  private followOne(state: ScheduleState, basis: ScheduleBasis | null): Followed[] {
    if (basis === null && !state.hasRow) return [];
    const changed = canonicalJson(basis as unknown as Json) !== canonicalJson(state.basis as unknown as Json);
    const cursor = changed ? withoutNext(state.cursor) : state.cursor;
    const now = Math.min(Date.now(), state.now);
    const { change } = lookAt({ ...state, basis, cursor }, { now, atMost: 0, partsOf: this.parts.partsOf });
    // what is newly next and long due is due from now on: nobody was late with it
    const wakeAt = change.wakeAt === null || cursor.next !== null ? change.wakeAt : Math.max(change.wakeAt, now);
    const payload = {
      before: state.basis as unknown as Json,
      after: basis as unknown as Json,
      next: nextJson(change.cursor.next),
    };
    const failure = change.error === state.error ? null : change.error;
    return [{ change: { ...change, wakeAt }, payload: changed ? payload : null, failure }];
  }

  followed(): void {
    this.notifier.poke('continuo_schedule');
  }
}

interface Followed {
  change: ScheduleChange;
  /** What is told of it; null: the schedule is as before. */
  payload: JsonObject | null;
  /** Why it says no next run; null where it does, or where that is known. */
  failure: string | null;
}

function toldOf({ change: { dagId }, payload, failure }: Followed): ToldOfDag[] {
  return [
    ...(payload === null ? [] : [{ type: 'DagScheduleChanged', payload, dagId }]),
    ...(failure === null ? [] : [{ type: 'DagScheduleFailed', payload: { error: failure }, dagId }]),
  ];
}

async function latestBases(
  tx: Tx,
  states: readonly ScheduleState[],
): Promise<ReadonlyMap<string, ScheduleBasis | null>> {
  const values = [states.map(({ dagId }) => dagId), states.map(({ versionNumber }) => versionNumber)];
  const { rows } = await tx.query<NormalizedDag & { dagId: string }>({ name: 'latestBases', text: BASES, values });
  return new Map(rows.map((row) => [row.dagId, basisOf(row)]));
}

const BASES = `
select dag_id as "dagId", spec->'schedule' as schedule, spec->>'startDate' as "startDate", spec->>'endDate' as "endDate",
  (spec->>'catchup')::boolean as catchup
from dag_versions join unnest($1::text[], $2::int[]) as k(dag_id, number) using (dag_id, number)`;
