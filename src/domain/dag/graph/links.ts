import type { Finding } from '../issue.js';
import { nearest } from '../../nearest.js';
import { bordersOf, waitsFor, type Borders } from './borders.js';
import { isTask, type GroupNode, type Outline, type OutlineNode, type Reference, type TaskNode } from './outline.js';
import { scopesOf } from './scope.js';

/** `to` waits for `from`, because of `reference`. */
export interface Link {
  from: TaskNode;
  to: TaskNode;
  reference: Reference;
}

export interface Graph {
  outline: Outline;
  /** What each task waits for, each once. */
  upstream: Map<TaskNode, Link[]>;
  findings: Finding[];
}

/** A group of 1 000 tasks before another of 1 000 makes a million edges: beyond this limit an empty task between them is the answer. */
export const MAX_EDGES = 200_000;

/** Resolves every reference to edges between tasks; findings: UNKNOWN_UPSTREAM, TOO_LARGE. */
export function linkTasks(outline: Outline): Graph {
  const borders = bordersOf(outline);
  const findings = outline.nodes.flatMap((node) => unknownNames(outline, node, borders));
  const upstream = new Map<TaskNode, Link[]>();
  let count = 0;
  for (const task of outline.nodes.filter(isTask)) {
    const links = count > MAX_EDGES ? [] : linksOf(task, borders);
    count += links.length;
    upstream.set(task, links);
  }
  if (count > MAX_EDGES) {
    const message = `more than ${MAX_EDGES} edges: put a task of type empty between large groups`;
    findings.push({ code: 'TOO_LARGE', path: ['tasks'], message });
  }
  return { outline, upstream, findings };
}

function linksOf(task: TaskNode, borders: Borders): Link[] {
  const links = new Map<TaskNode, Link>();
  const add = (scope: GroupNode, reference: Reference): void => {
    for (const from of borders.targetsOf(scope, reference.name) ?? []) {
      if (!links.has(from)) links.set(from, { from, to: task, reference });
      if (links.size > MAX_EDGES) return;
    }
  };
  for (const reference of waitsFor(task)) if (task.parent !== null) add(task.parent, reference);
  for (const group of scopesOf(task)) {
    if (group.parent === null || waitsFor(group).length === 0 || !borders.rootsOf(group).has(task)) continue;
    for (const reference of waitsFor(group)) add(group.parent, reference);
  }
  return [...links.values()];
}

function unknownNames(outline: Outline, node: OutlineNode, borders: Borders): Finding[] {
  return waitsFor(node).flatMap((reference): Finding[] => {
    if (node.parent === null || borders.targetsOf(node.parent, reference.name) !== null) return [];
    const hint = outline.byId.size > 2_000 ? null : nearest(reference.name, [...outline.byId.keys()]);
    const advice = hint === null ? 'name a task or group of this DAG' : `did you mean "${hint}"?`;
    const message = `${node.id} waits for "${reference.name}", which does not exist: ${advice}`;
    return [{ code: 'UNKNOWN_UPSTREAM', path: reference.path, message }];
  });
}
