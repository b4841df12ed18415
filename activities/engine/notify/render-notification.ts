import type { JsonObject } from '../../../src/domain/json.js';
import { NOTIFIER_NAMES, TASK_NAMES, tellsOfRun } from '../../../src/domain/notifications/template-names.js';
import type { TemplateScope } from '../../../src/domain/templates/index.js';
import type { Lookups } from '../context/lookups.js';
import { renderFields } from '../context/render-fields.js';
import { templateFacts } from '../context/render-with.js';
import { templateLookups } from '../context/template-lookups.js';
import type { NotificationFacts } from './notification-facts.js';
import type { TakenNotification } from './notifications.sql.js';
import type { RelayDeps } from './relay-deps.js';

/** Renders a notifier's `with`: the names of tasks, `error`, `event` and `approval`. @throws TaskFailure of type TemplateError */
export async function renderNotification(
  deps: Pick<RelayDeps, 'pool' | 'masker'>,
  taken: TakenNotification,
  facts: NotificationFacts,
  lookups: Lookups,
  { given, untemplated }: { given: JsonObject; untemplated: readonly string[] },
): Promise<JsonObject> {
  const ref = { tryNumber: taken.tryNumber ?? 0, mapIndex: taken.mapIndex ?? -1 };
  const onSecret = (secret: string): void => deps.masker.add(secret);
  const { params } = await renderFields({
    ...{ task: { with: given }, untemplated, lookups: templateLookups(lookups), onSecret },
    facts: () => templateFacts({ pool: deps.pool, ref, facts, task: facts.task, item: facts.item, given }),
    scoped: (scope) => withNotifierNames(scope, taken, facts),
  });
  return params;
}

function withNotifierNames(
  scope: TemplateScope,
  { level, trigger }: TakenNotification,
  { error, event, approval }: NotificationFacts,
): TemplateScope {
  const own: Record<string, JsonObject | null> = { error, event, approval };
  const lacking = tellsOfRun(level, trigger) ? TASK_NAMES : [];
  const kept = [...scope.names].filter(([name]) => !lacking.includes(name));
  const names = new Map([...kept, ...NOTIFIER_NAMES.map((name) => [name, own[name] ?? null] as const)]);
  return { ...scope, names };
}
