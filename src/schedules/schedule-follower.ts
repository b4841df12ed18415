import { Inject, Injectable } from '@nestjs/common';
import { ScheduleGate } from '../dags/index.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import type { EventDraft } from '../domain/events/event.js';
import type { Json } from '../domain/json.js';
import { withoutNext } from '../domain/schedule/tick.js';
import { appendToStream, Notifier } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Told } from '../platform/graphql/mutations.js';
import { nextJson } from './cursor-json.js';
import { lookAt } from './look.js';
import { basisOf, type ScheduleBasis } from './schedule-basis.js';
import { readSchedules, type ScheduleState, writeSchedules } from './schedule-rows.js';
import { SchedulePart } from './schedule-parts.js';

/** What `dags` calls when a DAG has a new version, was paused or unpaused: its cursor follows. Runs are made by the ticker only. */
@Injectable()
export class ScheduleFollower extends ScheduleGate {
  constructor(
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(SchedulePart) private readonly parts: SchedulePart,
  ) {
    super();
  }

  async follow(tx: Tx, dagId: string, event: (told: Told) => EventDraft): Promise<void> {
    const [state] = await readSchedules(tx, [dagId]);
    if (state === undefined) throw new Error(`dag ${dagId} is gone`);
    const basis = await latestBasis(tx, state);
    if (basis === null && !state.hasRow) return;
    const changed = canonicalJson(basis as unknown as Json) !== canonicalJson(state.basis as unknown as Json);
    const cursor = changed ? withoutNext(state.cursor) : state.cursor;
    const now = Math.min(Date.now(), state.now);
    const { change } = lookAt({ ...state, basis, cursor }, { now, atMost: 0, partsOf: this.parts.partsOf });
    // what is newly next and long due is due from now on: nobody was late with it
    const wakeAt = change.wakeAt === null || cursor.next !== null ? change.wakeAt : Math.max(change.wakeAt, now);
    await writeSchedules(tx, [{ ...change, wakeAt }]);
    if (!changed) return;
    const payload = {
      before: state.basis as unknown as Json,
      after: basis as unknown as Json,
      next: nextJson(change.cursor.next),
    };
    await appendToStream(tx, `dag-${dagId}`, [event({ type: 'DagScheduleChanged', payload, dagId })]);
  }

  followed(): void {
    this.notifier.poke('continuo_schedule');
  }
}

async function latestBasis(tx: Tx, { dagId, versionNumber }: ScheduleState): Promise<ScheduleBasis | null> {
  const { rows } = await tx.query<NormalizedDag>(
    `select spec->'schedule' as schedule, spec->>'startDate' as "startDate", spec->>'endDate' as "endDate", (spec->>'catchup')::boolean as catchup
     from dag_versions where dag_id = $1 and number = $2`,
    [dagId, versionNumber],
  );
  return rows[0] === undefined ? null : basisOf(rows[0]);
}
