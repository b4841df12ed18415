import type { Pool } from 'pg';
import { EVERYTHING } from '../../../src/domain/runs/controls/control-request.js';
import { attemptStream, ticketKey } from '../../../src/domain/runs/task-key.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import { VersionReader } from '../../../src/dags/compiled-version.js';
import type { Notifier } from '../../../src/event-store/index.js';
import { inTransaction, type Tx } from '../../../src/platform/database/transaction.js';
import { admitRuns } from '../../../src/runs/admission.js';
import { type Triggered, type TriggeredBy, triggerIn, wrongRunId } from '../../../src/runs/trigger-in.js';
import { type ChildRun, type ChildRuns, TaskFailure, type WantedChild } from '../../sdk/index.js';
import type { Body } from '../attempt/body.js';
import { cancelFailure } from '../attempt/body-end.js';
import { patiently, type OnWait } from '../attempt/patiently.js';
import { workerActor, type WorkerIdentity } from '../attempt/worker-identity.js';
import { lockOwned } from '../job/job.sql.js';
import { lockRun, requestControl } from '../run/index.js';
import { hasCleared, readChild, readRun } from './children.sql.js';

export interface ChildrenDeps {
  pool: Pool;
  notifier: Pick<Notifier, 'poke'>;
  worker: WorkerIdentity;
  onError: OnWait;
  scheduleParts?: TriggeredBy['parts'];
}

const versions = new VersionReader();

/** The runs that a body may trigger, only while the ticket is its own. */
export function childrenOfBody(body: Body, deps: ChildrenDeps): ChildRuns {
  const { pool, notifier, onError } = deps;
  const { ref } = body.begun;
  return {
    run: (id) => patiently(() => readRun(pool, id), onError, body.signal),
    triggered: () => patiently(() => readChild(pool, ref), onError, body.signal),
    trigger: async (wanted) => {
      const made = await patiently(() => inTransaction(pool, (tx) => trigger(tx, body, deps, wanted)), onError);
      notifier.poke('continuo_outbox');
      notifier.poke('continuo_events');
      return made;
    },
    clear: async (id) => {
      const run = await patiently(() => inTransaction(pool, (tx) => clear(tx, body, deps.worker, id)), onError);
      notifier.poke('continuo_outbox');
      notifier.poke('continuo_events');
      notifier.poke('continuo_run', id);
      return run;
    },
  };
}

/** A lost reply finds that the try has cleared the run. The run's row is locked before the ticket, as everywhere. */
async function clear(tx: Tx, { begun }: Body, worker: WorkerIdentity, id: string): Promise<ChildRun | null> {
  const { dagRunId, taskId } = begun.ref;
  if (id === dagRunId) throw refused('OwnRun', 'a task cannot clear the run that it belongs to');
  const run = await lockRun(tx, id);
  if (run === null) return null;
  const ticket = await lockOwned(tx, begun.ref, { incarnation: worker.incarnation, fence: begun.fence });
  if (ticket === null || ticket.settled) throw cancelFailure();
  const by = ticketKey(begun.ref);
  if (await hasCleared(tx, id, by)) return readRun(tx, id);
  const asked = await requestControl(tx, {
    dagRunId: id,
    request: { kind: 'clearTasks', select: EVERYTHING, by },
    actor: workerActor(worker),
    reason: `cleared by ${taskId} of run ${dagRunId}`,
  });
  if (asked !== null && 'reopened' in asked && asked.reopened) await admitRuns(tx, run.dagId);
  return readRun(tx, id);
}

/** A lost reply finds the run that the try has made. */
async function trigger(tx: Tx, { begun }: Body, { worker, scheduleParts }: ChildrenDeps, wanted: WantedChild) {
  const wrong = wrongRunId(wanted.runId);
  if (wrong !== null) throw refused('BadWith', `with.${wrong}`);
  const ticket = await lockOwned(tx, begun.ref, { incarnation: worker.incarnation, fence: begun.fence });
  if (ticket === null || ticket.settled) throw cancelFailure();
  const before = await readChild(tx, begun.ref);
  if (before !== null) return { created: true, run: before };
  const { dagRunId, taskId, mapIndex, tryNumber } = begun.ref;
  const event = {
    type: 'RunCreated',
    occurredAt: isoOf(ticket.now),
    actor: workerActor(worker),
    reason: `triggered by ${taskId} of run ${dagRunId}`,
    correlationId: dagRunId,
    causationId: `${attemptStream(begun.ref, begun.attempt)}:0`,
    payload: {},
  };
  const parent = { dagRunId, taskId, mapIndex, tryNumber };
  return answerOf(
    tx,
    wanted.dagId,
    await triggerIn(tx, versions, wanted, {
      event,
      parent,
      ...(scheduleParts === undefined ? {} : { parts: scheduleParts }),
    }),
  );
}

async function answerOf(tx: Tx, dagId: string, made: Triggered): Promise<{ created: boolean; run: ChildRun }> {
  if ('reserved' in made) throw refused('BadWith', `with.${made.reserved}`);
  if ('dagNotFound' in made) throw refused('DagNotFound', `there is no DAG "${dagId}"`);
  if ('issues' in made) {
    throw refused('InvalidParams', made.issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  }
  const run = await readRun(tx, 'created' in made ? made.created : made.exists);
  if (run === null) throw new Error('a run that was just made has vanished');
  return { created: 'created' in made, run };
}

const refused = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });
