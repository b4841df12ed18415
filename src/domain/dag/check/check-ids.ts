import type { Finding } from '../issue.js';
import { isTask, type Outline, type OutlineNode, type GroupNode } from '../graph/outline.js';
import { tasksOf } from '../graph/scope.js';
import { ID_HINT, ID_PATTERN } from '../schema/values.js';

/** More tasks than this are refused: a mapped task holds as many instances as one likes. */
export const MAX_TASKS = 10_000;
const RESERVED = new Set(['constructor', 'prototype']);

/** Ids of tasks and groups: their form, that each stands for one thing, and that there is something to run. */
export function checkIds(outline: Outline): Finding[] {
  return [
    ...outline.nodes.flatMap((node) => [...checkForm(node), ...checkUnique(outline, node)]),
    ...checkSize(outline),
  ];
}

function checkForm(node: OutlineNode): Finding[] {
  const key = String(node.path.at(-1));
  const bad = (message: string): Finding[] => [{ code: 'BAD_VALUE', path: node.path, at: 'key', message }];
  if (!ID_PATTERN.test(key)) return bad(`"${key.slice(0, 100)}" is no id: ${ID_HINT}`);
  if (RESERVED.has(key)) return bad(`"${key}" is a reserved word: choose another id`);
  return node.id.length > 250 ? bad(`the full id "${node.id.slice(0, 60)}…" is longer than 250 characters`) : [];
}

function checkUnique(outline: Outline, node: OutlineNode): Finding[] {
  const first = outline.byId.get(node.id);
  if (first === undefined || first === node) return [];
  const message = `"${node.id}" is the id of a ${first.kind} already (${first.path.join('.')}): rename one`;
  return [{ code: 'DUPLICATE_ID', path: node.path, at: 'key', message }];
}

function checkSize(outline: Outline): Finding[] {
  const count = outline.nodes.filter(isTask).length;
  if (count > MAX_TASKS) {
    const message = `${count} tasks: a DAG has ${MAX_TASKS} at most; map one task over its items, or split the DAG`;
    return [{ code: 'TOO_LARGE', path: ['tasks'], at: 'key', message }];
  }
  if (count === 0)
    return [{ code: 'MISSING_KEY', path: [], message: 'the DAG has no task: "tasks" is missing or empty' }];
  return outline.nodes
    .filter((node): node is GroupNode => node.kind === 'group' && tasksOf(node).length === 0)
    .map((group) => ({
      code: 'BAD_VALUE',
      path: group.path,
      at: 'key',
      message: `the group "${group.id}" has no task: remove it`,
    }));
}
