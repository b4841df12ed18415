import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResult } from 'pg';
import type { InlineAnswer } from '../../contract.js';
import type { AttemptAnswer } from '../../../src/domain/runs/outcome.js';
import { ticketKey, type TicketRef } from '../../../src/domain/runs/task-key.js';
import { GatheredQueries } from '../../../src/platform/database/gathered-queries.js';
import { keepResult } from '../cache/keep-result.js';
import type { TaskFacts } from '../context/task-facts.js';
import { openLog } from '../log/open-log.js';
import { type Freed, handOver } from '../slots/hand-over.js';
import type { Begun } from './begin.js';
import type { TicketKey } from './begin.sql.js';
import { Body } from './body.js';
import { cancelFailure, workerFailure } from './body-end.js';
import { endBody } from './end-body.js';
import type { EngineDeps } from './engine-deps.js';
import { endSettled } from './finish.js';
import { patiently } from './patiently.js';
import { runBody } from './run-body.js';
import { saveRendered } from './save-rendered.sql.js';
import { type Opened, TicketOpener } from './ticket-opener.js';
import { inKeyOrder } from './ticket-order.js';

/** A lease that is too short is about to be renewed; a body of an earlier try may take longer. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** A local activity that takes longer holds up what the run hears from others (ARCHITECTURE decision 18). */
const INLINE_MS = 500;
/** Bodies that outlasted their local activity; with more of them here, other workers shall have their part. */
const INLINE_BODIES = 200;
/** Rendered fields of a body that runs longer than this are shown while it runs. */
const SHOW_RENDERED_MS = 500;

/** A body as the lease's renewal names it: by its ticket and the fence of its begin, for a later begin is another body. */
export interface HeldTicket extends TicketRef {
  key: string;
  fence: number;
}

/**
 * The attempts of one worker process (ARCHITECTURE decision 5). The map of bodies is the truth of what runs here: a ticket that is delivered
 * again while its body lives is held, and nothing but its own end, its timeout, the run's settling or the end of the worker ends a body.
 */
export class AttemptEngine {
  private readonly bodies = new Map<string, Body>();
  /** One begin at a time for a ticket in this process, so that the next sees what the last has made. */
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly left = new Set<string>();
  private draining = false;
  private cutting = false;

  private readonly tickets: GatheredQueries;
  /** Ends of tickets that hold what others may wait for: in one transaction with who gets it. */
  private readonly releases: GatheredQueries;
  private readonly opener: TicketOpener;

  constructor(private readonly deps: EngineDeps) {
    this.tickets = new GatheredQueries(deps.pool, inKeyOrder);
    this.releases = new GatheredQueries(deps.pool, inKeyOrder, (tx, results) => handOver(tx, results.map(freedOf)));
    this.opener = new TicketOpener(deps, this.tickets);
  }

  get held(): HeldTicket[] {
    return [...this.bodies.values()].map(({ begun }) => ({ ...begun.ref, key: nameOf(begun), fence: begun.fence }));
  }

  /**
   * Makes one attempt, or one poke, or says why not. Throws where the delivery is cancelled (another one brings the answer), where this worker
   * stops, and for faults of the engine; waits for a database out of reach.
   */
  async attempt(ref: TicketRef, delivery?: AbortSignal): Promise<AttemptAnswer> {
    const answer = this.answer(ref, delivery);
    answer.catch(() => undefined);
    return delivery === undefined ? answer : Promise.race([answer, cancelled(delivery)]);
  }

  /**
   * The same for the inline lane: answers `held` while the body goes on after half a second, and then the body's end wakes the run. `elsewhere` where
   * this worker has enough bodies, stops, or cannot begin now.
   */
  async attemptInline(ref: TicketRef): Promise<InlineAnswer> {
    if (this.draining || this.bodies.size >= INLINE_BODIES) return { kind: 'elsewhere' };
    const key = ticketKey(ref);
    const answer = await this.inTurn(key, () => this.tryBegin(key, ref));
    if (answer instanceof Body) return answer.heardWithin(INLINE_MS);
    return answer.kind === 'answered' ? answer.answer : { kind: 'elsewhere' };
  }

  private async answer(ref: TicketRef, delivery?: AbortSignal): Promise<AttemptAnswer> {
    const key = ticketKey(ref);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      if (this.draining) throw new Error('this worker stops: another one shall make the attempt');
      const answer = await this.inTurn(key, () => this.tryBegin(key, ref, delivery));
      if (answer instanceof Body) return answer.done;
      if (answer.kind === 'answered') return answer.answer;
      await sleep(pause);
    }
  }

  /** Bodies whose code did not stop when told to: as long as there are any, this process must end before its lease does. */
  get leftBehind(): number {
    return this.left.size;
  }

  /**
   * What a renewal of the lease brought: bodies whose ticket the run has settled, or that lost it, stop; settled tickets of this worker without a
   * body have ended.
   */
  async heed(ended: readonly string[], settled: readonly TicketKey[]): Promise<void> {
    const names = new Set(ended);
    for (const body of this.bodies.values()) if (names.has(nameOf(body.begun))) body.stop('settled', cancelFailure());
    for (const ref of settled) {
      const key = ticketKey(ref);
      if (this.bodies.has(key) || this.left.has(key) || this.turns.has(key)) continue;
      await endSettled(this.deps.pool, ref, this.deps.worker.incarnation);
    }
  }

  /** Waits for the bodies to end by themselves, at most `graceMs`; then stops them and waits again. The lease's end tells of those. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true;
    await Promise.race([this.allDone(), sleep(graceMs, undefined, { ref: false })]);
    this.cutting = true;
    for (const body of this.bodies.values()) body.stop('worker', workerFailure());
    await this.allDone();
    await this.deps.slots.stop();
  }

  /** No body is left, and no begin under way that could still make one. */
  private async allDone(): Promise<void> {
    while (this.bodies.size + this.turns.size > 0) {
      const bodies = [...this.bodies.values()].map((body) => body.done);
      await Promise.allSettled([...bodies, ...this.turns.values()]);
    }
  }

  private async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.turns.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(key) === mine) this.turns.delete(key);
    }
  }

  private async tryBegin(
    key: string,
    ref: TicketRef,
    delivery?: AbortSignal,
  ): Promise<Body | Exclude<Opened, { kind: 'begun' }>> {
    const opened = await this.opener.open(ref, () => this.holds(key, ref.poke));
    return opened.kind === 'begun' ? this.start(key, opened.begun, opened.facts, delivery) : opened;
  }

  /** A body of an earlier poke only waits to hear that its end was written: it is not what the ticket's owner runs now. */
  private holds(key: string, poke: number): boolean {
    const body = this.bodies.get(key);
    return (body !== undefined && body.begun.ref.poke >= poke) || this.left.has(key);
  }

  private start(key: string, begun: Begun, facts: TaskFacts, delivery?: AbortSignal): Body {
    const { logPool, notifier, masker, logBytesPerTry, onError } = this.deps;
    const { mask } = masker;
    const limit = logBytesPerTry === undefined ? {} : { bytesPerTry: logBytesPerTry };
    const log = openLog({ pool: logPool, notifier, mask, onError, ...limit }, begun.ref, begun.attempt);
    const body = new Body(begun, facts, log);
    this.bodies.set(key, body);
    this.changed(begun.ref);
    watchDelivery(body, delivery);
    if (this.cutting) body.stop('worker', workerFailure());
    // a poke that comes next may have begun here before this one heard that its own end was written
    body.done = this.live(body).finally(() => {
      if (this.bodies.get(key) === body) this.bodies.delete(key);
    });
    body.done.catch(() => undefined);
    return body;
  }

  private async live(body: Body): Promise<AttemptAnswer> {
    const { pool, slots, onError } = this.deps;
    const show = setTimeout(() => void this.showRendered(body), SHOW_RENDERED_MS);
    const ended = await runBody(body, this.deps);
    clearTimeout(show);
    this.remember(body, ended.gone);
    await body.log.close();
    if (ended.end.kind === 'cut') return { kind: 'held' };
    body.settling = true;
    const handsOver = slots.handsOver(body.facts.task);
    const through = { handsOver, tickets: handsOver ? this.releases : this.tickets };
    const answer = await patiently(() => endBody(pool, body, ended, this.deps.worker, through), onError);
    await keepResult(this.deps, body, ended.end, answer);
    this.changed(body.begun.ref);
    slots.gaveBack(body.facts.task);
    return answer;
  }

  private remember({ begun }: Body, gone: Promise<void> | null): void {
    if (gone === null) return;
    const key = ticketKey(begun.ref);
    this.left.add(key);
    void gone.then(() => this.left.delete(key));
  }

  private async showRendered(body: Body): Promise<void> {
    const { rendered } = body;
    if (rendered === null) return;
    await saveRendered(this.deps.pool, body.begun.ref, rendered).then(() => {
      body.rendered = null;
    }, this.deps.onError);
  }

  private changed(ref: TicketRef): void {
    const { notifier } = this.deps;
    notifier.poke('continuo_task', ref.dagRunId);
    notifier.poke('continuo_events');
  }
}

const cancelled = (delivery: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const lost = (): void => reject(new Error('this delivery was cancelled; what it began goes on'));
    if (delivery.aborted) lost();
    else delivery.addEventListener('abort', lost, { once: true });
  });

const freedOf = ({ rows }: QueryResult<Partial<Freed>>): string | null => rows[0]?.freed ?? null;

const nameOf = ({ ref, fence }: Begun): string => `${ticketKey(ref)}#${fence}`;

/** A cancelled delivery brings no answer to the run; the body goes on, and its finish wakes the run. */
function watchDelivery(body: Body, delivery: AbortSignal | undefined): void {
  if (delivery === undefined) return;
  const lost = (): void => {
    body.unheard = true;
  };
  if (delivery.aborted) lost();
  else delivery.addEventListener('abort', lost, { once: true });
}
