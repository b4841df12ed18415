import { isSensor } from '../../sdk/index.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import type { LoadedVersion } from '../context/dag-cache.js';
import { loadTaskFacts, type TaskFacts } from '../context/task-facts.js';
import { begin, type BeginAnswer, beginFresh, type Begun } from './begin.js';
import type { EngineDeps } from './engine-deps.js';
import { patiently } from './patiently.js';

export type Opened = { kind: 'begun'; begun: Begun; facts: TaskFacts } | Exclude<BeginAnswer, { kind: 'begun' }>;

/** What seldom changes of a run: a clear may move it to another version. */
interface KnownRun {
  dagId: string;
  number: number;
  version: LoadedVersion;
}

/** Runs whose tasks began here last. */
const KEPT = 1_000;

/** Begins tickets for one worker, with one statement where the run is known here and nobody has begun the ticket. */
export class TicketOpener {
  private readonly known = new Map<string, KnownRun>();
  private clock: () => number = () => Date.now();

  /** @param tickets where statements that touch one ticket each gather */
  constructor(
    private readonly deps: EngineDeps,
    private readonly tickets: Asks,
  ) {}

  /** Waits for a database out of reach. @param holdsBody asked under the ticket's lock */
  async open(ref: TicketRef, holdsBody: () => boolean): Promise<Opened> {
    const known = this.known.get(ref.dagRunId);
    return (
      (known !== undefined && ref.poke === 0 ? await this.openFresh(ref, known) : null) ?? this.judge(ref, holdsBody)
    );
  }

  private async openFresh(ref: TicketRef, { dagId, number, version: known }: KnownRun): Promise<Opened | null> {
    const { worker, onError } = this.deps;
    const type = known.tasks.get(ref.taskId)?.type;
    const request = { ref, worker, dagId, sensor: this.isSensor(type), now: this.clock };
    const fresh = await patiently(() => beginFresh(this.tickets, request), onError);
    if (fresh === null) return null;
    this.clock = clockFrom(fresh.run.readAt);
    const { versionNumber } = fresh.run;
    const version =
      versionNumber === number ? known : await patiently(() => this.deps.dags.load(dagId, versionNumber), onError);
    const facts = { run: fresh.run, version, task: version.tasks.get(ref.taskId) ?? null };
    if (version !== known) this.remember(facts);
    return { kind: 'begun', begun: fresh.begun, facts };
  }

  private async judge(ref: TicketRef, holdsBody: () => boolean): Promise<Opened> {
    const { pool, dags, worker, slots, onError } = this.deps;
    const facts = await patiently(() => loadTaskFacts(pool, dags, ref), onError);
    if (facts === null) return { kind: 'answered', answer: { kind: 'gone' } };
    this.remember(facts);
    const { dagId } = facts.run;
    const request = { ref, worker, dagId, sensor: this.isSensor(facts.task?.type), holdsBody, now: this.clock };
    const answer = await patiently(() => begin(pool, request), onError);
    if (answer.kind === 'answered' && answer.queued === true) slots.queued(facts.task);
    return answer.kind === 'begun' ? { ...answer, facts } : answer;
  }

  private remember({ run, version }: TaskFacts): void {
    this.clock = clockFrom(run.readAt);
    this.known.set(run.dagRunId, { dagId: run.dagId, number: run.versionNumber, version });
    const oldest = this.known.keys().next();
    if (this.known.size > KEPT && oldest.done !== true) this.known.delete(oldest.value);
  }

  private isSensor(type: string | undefined): boolean {
    const operator = type === undefined ? undefined : this.deps.operator(type);
    return operator !== undefined && isSensor(operator);
  }
}

/** The database's clock goes on from what it said. */
function clockFrom(readAt: number): () => number {
  const since = performance.now();
  return () => readAt + (performance.now() - since);
}
