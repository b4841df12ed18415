import { xcomReference } from '../../templates/xcom-reference.js';
import { isTask, objectOr, type Outline, type OutlineNode } from '../graph/outline.js';
import { resolveName } from '../graph/scope.js';
import type { CompiledTask, MappedResult } from './compiled.js';

/** The tasks with what is mapped over their results as they are. A mapped task's results make one list only when all of them are there. */
export function withMappedResults(tasks: CompiledTask[], outline: Outline, most: number): CompiledTask[] {
  const found = new Map<string, MappedResult[]>();
  for (const node of outline.nodes)
    for (const { task, ...result } of resultsUnder(node, outline))
      found.set(task, [...(found.get(task) ?? []), { ...result, most }]);
  if (found.size === 0) return tasks;
  return tasks.map((task) => (task.mapped ? task : { ...task, mappedResults: found.get(task.id) ?? [] }));
}

function resultsUnder({ id, raw, parent }: OutlineNode, outline: Outline): { task: string; key: string; by: string }[] {
  if (parent === null) return [];
  return Object.values(objectOr(raw['map'])).flatMap((value) => {
    const reference = typeof value === 'string' ? xcomReference(value) : null;
    const source = reference === null ? null : resolveName(outline, parent, reference.task);
    return reference === null || source === null || !isTask(source)
      ? []
      : [{ task: source.id, key: reference.key, by: id }];
  });
}
