import type { Json, JsonObject } from '../../json.js';
import type { NotifyLevel, NotifyTrigger } from '../../notifications/notify-plan.js';
import type { Path } from '../../schema-problems.js';
import { isTask, objectOr, type Outline, type OutlineNode } from '../graph/outline.js';
import { NOTIFY_TRIGGERS } from '../schema/task-options.js';

/** An entry of a `notify`, as written. */
export interface WrittenNotifier {
  type: string;
  params: JsonObject;
  path: Path;
  level: NotifyLevel;
  trigger: NotifyTrigger;
}

/** Every notifier of a DAG, valid or not: of the DAG, its groups, its tasks, of every `defaultArgs`, and of its deadlines. */
export const notifiersOf = (outline: Outline): WrittenNotifier[] => [
  ...[outline.root, ...outline.nodes].flatMap((node) => [
    ...entriesOf(node.raw['notify'], [...node.path, 'notify'], levelOf(node, outline)),
    ...inherited(node),
  ]),
  ...ofDeadlines(outline.root.raw['deadlines']),
];

const ofDeadlines = (deadlines: Json | undefined): WrittenNotifier[] =>
  Array.isArray(deadlines)
    ? deadlines.flatMap((entry, i) =>
        written(objectOr(entry)['notify'], ['deadlines', i, 'notify'], `deadline:${i}`, 'onDeadlineMiss'),
      )
    : [];

/** What `defaultArgs` say is said by each task. */
function inherited(node: OutlineNode): WrittenNotifier[] {
  if (isTask(node)) return [];
  const { notify } = objectOr(node.raw['defaultArgs']);
  return entriesOf(notify, [...node.path, 'defaultArgs', 'notify'], 'task');
}

const levelOf = (node: OutlineNode, { root }: Outline): NotifyLevel =>
  isTask(node) ? 'task' : node === root ? 'dag' : `group:${node.id}`;

function entriesOf(notify: Json | undefined, path: Path, level: NotifyLevel): WrittenNotifier[] {
  const lists = objectOr(notify);
  return NOTIFY_TRIGGERS.flatMap((trigger) => written(lists[trigger], [...path, trigger], level, trigger));
}

function written(list: Json | undefined, path: Path, level: NotifyLevel, trigger: NotifyTrigger): WrittenNotifier[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry, i) => {
    const { type, with: params } = objectOr(entry);
    if (typeof type !== 'string' || type === '') return [];
    return [{ type, params: objectOr(params), path: [...path, i], level, trigger }];
  });
}
