import type { JsonObject } from '../../../src/domain/json.js';
import { notifierAt } from '../../../src/domain/notifications/notifications-of.js';
import { type Delivery, isNotifier, TaskFailure } from '../../sdk/index.js';
import { checkedWith } from '../attempt/run-operator.js';
import { resolvePath } from '../context/resolve-path.js';
import { Lookups, unknownConnection } from '../context/lookups.js';
import type { NotificationFacts } from './notification-facts.js';
import type { TakenNotification } from './notifications.sql.js';
import type { RelayDeps } from './relay-deps.js';
import { renderNotification } from './render-notification.js';

/** Renders the message and hands it to its notifier. Throws whatever keeps it from being sent. */
export async function sendNotification(
  deps: RelayDeps,
  taken: TakenNotification,
  facts: NotificationFacts,
  signal: AbortSignal,
): Promise<void> {
  const { notify } = facts.version;
  const notifier = notify === null ? null : notifierAt(notify, taken);
  if (notifier === null) throw refused(`version ${taken.versionNumber} of the DAG has no such notifier`);
  const operator = deps.operator(notifier.type);
  if (operator === undefined || !isNotifier(operator))
    throw refused(`no notifier "${notifier.type}" is loaded on this worker`);
  const { pool, secrets, masker, onError } = deps;
  const mapIndex = taken.mapIndex ?? -1;
  const lookups = new Lookups({ pool, secrets, masker, facts, mapIndex, signal, onWait: onError });
  const given = { given: notifier.with ?? {}, untemplated: operator.untemplated ?? [] };
  const params = checkedWith(operator, await renderNotification(deps, taken, facts, lookups, given));
  signal.throwIfAborted();
  await operator.notify(deliveryOf(deps, taken, facts, lookups, signal), params);
}

const refused = (message: string): TaskFailure => new TaskFailure('UnknownOperator', message);

function deliveryOf(
  { logger, fileRoots }: RelayDeps,
  taken: TakenNotification,
  facts: NotificationFacts,
  lookups: Lookups,
  signal: AbortSignal,
): Delivery {
  const connection: Delivery['connection'] = async (id) => {
    const found = await lookups.connection(id);
    if (found === null) throw unknownConnection(id);
    return found;
  };
  return {
    ...{ id: taken.id, about: aboutOf(taken, facts), connection, logger, signal },
    now: () => Date.now(),
    resolvePath: (path) => resolvePath(path, fileRoots),
  };
}

function aboutOf(
  { trigger, level, taskId, mapIndex, tryNumber }: TakenNotification,
  { run, event, error, approval }: NotificationFacts,
): JsonObject {
  const { dagId, dagRunId, runId, logicalDate, state } = run;
  const task: JsonObject = taskId === null ? {} : { taskId, mapIndex, tryNumber };
  const asked: JsonObject = approval === null ? {} : { approval };
  const about = { trigger, level, dagId, dagRunId, runId, logicalDate, state: state.toLowerCase(), ...task };
  return { ...about, error, event, ...asked };
}
