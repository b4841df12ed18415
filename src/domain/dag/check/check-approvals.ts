import { nearest } from '../../nearest.js';
import type { Json } from '../../json.js';
import type { Finding } from '../issue.js';
import { isTask, objectOr, type Outline, type TaskNode } from '../graph/outline.js';
import { resolveName } from '../graph/scope.js';
import { isTemplated } from './operator-catalog.js';

/** Tasks that the choices of an approval name to go on: a mistyped one would skip everything, days later. A name means what an upstream of that name would. */
export const checkApprovals = (outline: Outline): Finding[] =>
  outline.nodes
    .filter(isTask)
    .filter(({ raw }) => raw['type'] === 'approval')
    .flatMap((task) => checkChoices(task, outline));

const listOr = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const isKnown = (outline: Outline, { parent }: TaskNode, name: string): boolean =>
  parent !== null && resolveName(outline, parent, name) !== null;

function checkChoices(task: TaskNode, outline: Outline): Finding[] {
  const ids = [...outline.byId.keys()];
  return listOr(objectOr(task.raw['with'])['choices']).flatMap((choice, i) =>
    listOr(objectOr(choice)['follow']).flatMap((id, j): Finding[] => {
      if (typeof id !== 'string' || isTemplated(id) || isKnown(outline, task, id)) return [];
      const near = nearest(id, ids);
      const hint = near === null ? '' : `; did you mean "${near}"?`;
      const path = [...task.path, 'with', 'choices', i, 'follow', j];
      return [{ code: 'BAD_WITH', path, message: `approval: there is no task or group "${id}"${hint}` }];
    }),
  );
}
