import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { readRunEvents, readSnapshot } from '../../activities/engine/run/index.js';
import { VersionReader } from '../dags/index.js';
import { fold } from '../domain/runs/evolve.js';
import { indexPlan, type PlanIndex } from '../domain/runs/plan-index.js';
import { planOf } from '../domain/runs/plan-of.js';
import { initialState, type RunState } from '../domain/runs/run-state.js';

/** Names a run and a point of its stream. */
export interface RunHead {
  id: string;
  dagId: string;
  versionNumber: number;
  logicalDate: string | null;
  allTasks: boolean;
  head: number;
}

export interface FoldedRun {
  index: PlanIndex;
  state: RunState;
}

/** Runs kept at once; a state of 100 000 instances takes some 20 MB. */
const KEPT = 8;
/** Events read at once. */
const PAGE = 5_000;

/** The states of runs, folded from their streams as the engine folds them. Of the runs asked for last, only what is new is read again. */
@Injectable()
export class RunStates {
  private readonly known = new Map<string, Promise<FoldedRun>>();

  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(VersionReader) private readonly versions: VersionReader,
  ) {}

  at(run: RunHead): Promise<FoldedRun> {
    const key = `${run.versionNumber}/${run.id}`;
    const before = this.known.get(key);
    const folding = before === undefined ? this.load(run) : before.then((folded) => this.goOn(run, folded));
    this.known.delete(key);
    this.known.set(key, folding);
    folding.catch(() => this.known.get(key) === folding && this.known.delete(key));
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT && oldest !== undefined) this.known.delete(oldest);
    return folding;
  }

  private async load(run: RunHead): Promise<FoldedRun> {
    const { dagId, versionNumber, logicalDate, allTasks } = run;
    const { compiled } = await this.versions.compiled(this.pool, dagId, versionNumber);
    const index = indexPlan(planOf(compiled, { dagId, versionNumber, logicalDate, allTasks }));
    const state = (await readSnapshot(this.pool, run.id, run.head)) ?? initialState(index);
    return this.goOn(run, { index, state });
  }

  /** A state beyond the head comes from a stream whose tail was lost: it is folded again. */
  private async goOn(run: RunHead, { index, state: known }: FoldedRun): Promise<FoldedRun> {
    let state = known.version > run.head ? initialState(index) : known;
    while (state.version < run.head) {
      const upTo = Math.min(run.head, state.version + PAGE);
      state = fold(index, state, await readRunEvents(this.pool, run.id, state.version, upTo));
      if (state.version < upTo) break;
    }
    return { index, state };
  }
}
