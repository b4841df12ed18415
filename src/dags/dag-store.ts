import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transaction.js';
import { AdmissionGate } from './admission-gate.js';
import { ScheduleGate } from './schedule-gate.js';
import { type Registration, type StoredVersion, storeVersions } from './store-versions.js';

/** Stores DAGs with all that follows from it: versions, schedules, runs that may start. */
@Injectable()
export class DagStore {
  constructor(
    @Inject(AdmissionGate) private readonly gate: AdmissionGate,
    @Inject(ScheduleGate) private readonly schedules: ScheduleGate,
  ) {}

  /** In as many statements for many DAGs as for one. Answers in their order; a DAG that is named twice has both versions, the latter as its latest. */
  async store(tx: Tx, wanted: readonly Registration[]): Promise<StoredVersion[]> {
    const stored: StoredVersion[] = [];
    for (const round of roundsOf(wanted)) stored.push(...(await this.storeRound(tx, round)));
    return stored;
  }

  /** After the commit. */
  told(): void {
    this.gate.admitted();
    this.schedules.followed();
  }

  private async storeRound(tx: Tx, round: readonly Registration[]): Promise<StoredVersion[]> {
    const stored = await storeVersions(tx, round);
    const changed = new Map(stored.filter((each) => each.changed).map(({ dag, by }) => [dag.id, by]));
    const dagIds = [...changed.keys()];
    if (dagIds.length === 0) return stored;
    await this.schedules.follow(tx, dagIds, (told) => {
      const by = changed.get(told.dagId);
      if (by === undefined) throw new Error(`nobody registers dag ${told.dagId}`);
      return by.event(told);
    });
    await this.gate.admit(tx, dagIds);
    return stored;
  }
}

/** What one statement gets at most. */
const LARGEST_ROUND = 500;

/** In their order, in rounds in which no DAG is named twice. */
function roundsOf(wanted: readonly Registration[]): Registration[][] {
  const rounds: Registration[][] = [];
  let named = new Set<string>();
  for (const each of wanted) {
    if (rounds.length === 0 || named.has(each.dag.id) || named.size >= LARGEST_ROUND) {
      rounds.push([]);
      named = new Set();
    }
    rounds.at(-1)?.push(each);
    named.add(each.dag.id);
  }
  return rounds;
}
