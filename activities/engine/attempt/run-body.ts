import type { AddedUpdate } from '../../../src/domain/assets/outlet-updates.js';
import { cachedEnd } from '../cache/cached-end.js';
import { targetEnd } from '../cache/target-end.js';
import { JobDesk } from '../job/job-desk.js';
import { performJob } from '../job/perform-job.js';
import type { Body } from './body.js';
import { type BodyEnd, endOfPerformed, endOfStopped, endOfThrown } from './body-end.js';
import { BodyLimit } from './body-limit.js';
import type { EngineDeps } from './engine-deps.js';
import { mappableEnd } from './mappable-end.js';
import { nameInstance } from './name-instance.js';
import { killAfter, prepareBody } from './prepare-body.js';
import { type PerformElsewhere, runOperator } from './run-operator.js';

/** Code that ignores its signal is left alone this long after its processes were killed (ms). */
const PATIENCE_MS = 2_000;

export interface EndedBody {
  end: BodyEnd;
  /** Null where nothing of the body runs any more; else resolves when that is so. */
  gone: Promise<void> | null;
  /** ms by the database's clock. */
  endedAt: number;
}

/** Runs a body to its end, which is never an exception. Code that does not stop when told to is left behind, and `gone` tells when it ended. */
export async function runBody(body: Body, deps: EngineDeps): Promise<EndedBody> {
  const { mask } = deps.masker;
  const limit = new BodyLimit(body, body.facts.task?.executionTimeoutMs ?? null);
  limit.from(body.begun.at);
  const performing = perform(body, deps, limit).catch((thrown: unknown) => endOfThrown(thrown, mask));
  const patience = afterStop(body.signal, () => killAfter(body, deps) + PATIENCE_MS);
  const end = await Promise.race([performing, patience.over]);
  limit.end();
  patience.cancel();
  const said = body.stopCause === null ? end : endOfStopped(body.stopCause, body.signal.reason, mask);
  const endedAt = body.now();
  if (end !== null) return { end: said ?? end, gone: null, endedAt };
  body.log.line('log', '[the code did not stop when it was told to; it is left behind and may still run]');
  return { end: said ?? { kind: 'cut' }, gone: performing.then(() => undefined), endedAt };
}

async function perform(body: Body, deps: EngineDeps, limit: BodyLimit): Promise<BodyEnd> {
  const { operator, ...work } = await prepareBody(body, deps);
  await nameInstance({ body, deps, ...work });
  const earlier = (await cachedEnd({ body, deps, ...work })) ?? (await targetEnd({ body, deps, ...work }));
  const { task, context, params } = work;
  if (earlier !== null) return withUpdates(mappableEnd(earlier, task), body, deps);
  const elsewhere: PerformElsewhere = (deferred, checked) =>
    performJob({
      operator: deferred,
      context,
      params: checked,
      desk: deskOf(body, deferred.type, deps),
      onSince: (since) => limit.from(since),
    });
  const end = endOfPerformed(await runOperator(operator, context, params, elsewhere), task, body);
  return withUpdates(mappableEnd(end, task), body, deps);
}

/** A success updates the task's outlets, whether the work was done now or earlier. @throws TaskFailure where the updates cannot be kept */
function withUpdates(end: BodyEnd, { outlets }: Body, { masker }: EngineDeps): BodyEnd {
  if (outlets === null || end.kind !== 'settled' || end.outcome.kind !== 'SUCCESS') return end;
  const updates = outlets.updates().map((update) => masker.maskJson({ ...update }) as unknown as AddedUpdate);
  return { ...end, updates };
}

const deskOf = ({ begun, facts }: Body, operator: string, { pool, notifier, worker, onError }: EngineDeps): JobDesk =>
  new JobDesk({ pool, notifier, worker, begun, operator, dagId: facts.run.dagId, onWait: onError });

/** Resolves to null when a body that was told to stop has had its time. */
function afterStop(signal: AbortSignal, ms: () => number): { over: Promise<null>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let arm: () => void = () => undefined;
  const over = new Promise<null>((resolve) => {
    arm = () => {
      timer = setTimeout(() => resolve(null), ms());
    };
  });
  if (signal.aborted) arm();
  else signal.addEventListener('abort', arm, { once: true });
  return {
    over,
    cancel: () => {
      signal.removeEventListener('abort', arm);
      clearTimeout(timer);
    },
  };
}
