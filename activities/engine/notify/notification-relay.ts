import { PokedWork } from '../../../src/platform/poked-work.js';
import { TaskFailure } from '../../sdk/index.js';
import { patiently } from '../attempt/patiently.js';
import { taskErrorOf } from '../attempt/task-error.js';
import { endDelivery } from './end-delivery.js';
import { loadFacts } from './notification-facts.js';
import { nextDueMs, takeDue, type TakenNotification } from './notifications.sql.js';
import type { RelayDeps } from './relay-deps.js';
import { sendNotification } from './send-notification.js';

/** Messages that one process sends side by side. */
const MOST = 8;
/** A message that is not sent by then counts as failed; its lease lasts longer, so that nobody else sends it meanwhile. */
const LONGEST_SENDING_MS = 60_000;
const LEASE_MS = 90_000;
/** A wake-up that was lost costs at most this long. */
const SWEEP_MS = 60_000;
const AFTER_FAILURE_MS = 6_000;
/** A worker that stops waits this long for messages under way; those that are left are sent again when their lease ends. */
const GRACE_MS = 5_000;

/**
 * Sends what turns have left behind, at least once and by the same id each time. Any number of processes may run one: a notification belongs to who
 * has taken it until its lease ends. It is woken (NOTIFY `continuo_notify`), and by the time that the next one is due.
 */
export class NotificationRelay extends PokedWork {
  private readonly sending = new Set<Promise<void>>();

  constructor(
    private readonly deps: RelayDeps,
    private readonly leaseMs = LEASE_MS,
  ) {
    super({ afterFailureMs: AFTER_FAILURE_MS, onError: deps.onError });
  }

  override async stop(): Promise<void> {
    await super.stop();
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (late = setTimeout(resolve, GRACE_MS)));
    await Promise.race([Promise.allSettled(this.sending), patience]);
    clearTimeout(late);
  }

  protected async go(): Promise<number | null> {
    const free = MOST - this.sending.size;
    // who ends pokes
    if (free === 0) return null;
    const taken = await takeDue(this.deps.pool, free, this.leaseMs);
    for (const one of taken) this.send(one);
    if (taken.length === free) return null;
    return Math.min(Math.max((await nextDueMs(this.deps.pool)) ?? SWEEP_MS, 1), SWEEP_MS);
  }

  private send(taken: TakenNotification): void {
    const sending = this.sendAndRecord(taken)
      .catch((error: unknown) => this.deps.onError(error))
      .finally(() => {
        this.sending.delete(sending);
        this.poke();
      });
    this.sending.add(sending);
  }

  private async sendAndRecord(taken: TakenNotification): Promise<void> {
    const { masker, onError, notifier } = this.deps;
    const about: { dagId: string | null } = { dagId: null };
    const error = await this.attempt(taken, about).then(
      () => null,
      (thrown: unknown) => taskErrorOf(thrown, masker.mask),
    );
    await patiently(() => endDelivery(this.deps, taken, about.dagId, error), onError);
    notifier.poke('continuo_events');
  }

  /** Code that ignores its signal is left alone: its message may arrive after it was counted as failed. */
  private async attempt(taken: TakenNotification, about: { dagId: string | null }): Promise<void> {
    const facts = await patiently(() => loadFacts(this.deps, taken), this.deps.onError);
    about.dagId = facts.run.dagId;
    const control = new AbortController();
    const late = new TaskFailure('Timeout', `the message was not sent within ${LONGEST_SENDING_MS / 1000} s`);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        control.abort(late);
        reject(late);
      }, LONGEST_SENDING_MS);
    });
    try {
      await Promise.race([sendNotification(this.deps, taken, facts, control.signal), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
