import { givesText } from '../../templates/gives-text.js';
import type { Finding } from '../issue.js';
import { isOrderOf } from '../map-order.js';
import { isTeardown } from '../graph/borders.js';
import { isTask, objectOr, type Outline, type OutlineNode, type TaskNode } from '../graph/outline.js';
import { resolveName, scopesOf } from '../graph/scope.js';

/** Keys of a task that contradict each other. */
export const checkStructure = (outline: Outline): Finding[] =>
  outline.nodes.flatMap((node) => [
    ...checkRepeatedUpstream(node),
    ...checkMapWithinMap(node),
    ...checkMapOrder(node),
    ...checkMapText(node),
    ...(isTask(node) ? [...checkSetupTeardown(node), ...checkSetups(outline, node)] : []),
  ]);

/** A plain name twice is harmless; with a label or a condition it is unclear which holds. */
function checkRepeatedUpstream(node: OutlineNode): Finding[] {
  const special = new Set(
    node.upstream.filter(({ label, when }) => label !== null || when !== null).map(({ name }) => name),
  );
  const seen = new Set<string>();
  return node.upstream.flatMap(({ name, path }): Finding[] => {
    const repeated = seen.has(name) && special.has(name);
    seen.add(name);
    if (!repeated) return [];
    return [
      { code: 'BAD_VALUE', path, message: `"${name}" is an upstream twice, with different conditions: keep one` },
    ];
  });
}

/** Airflow forbids it, too: the inner map would need another one for each outer item (airflow-semantics §1.11). */
function checkMapWithinMap(node: OutlineNode): Finding[] {
  const outer = scopesOf(node).find(({ raw }) => raw['map'] !== undefined);
  if (outer === undefined || node.raw['map'] === undefined) return [];
  const message = `${node.id} stands in the mapped group ${outer.id}: it cannot be mapped once more`;
  return [{ code: 'BAD_VALUE', path: [...node.path, 'map'], at: 'key', message }];
}

function checkMapOrder({ raw, path }: OutlineNode): Finding[] {
  const order = raw['mapOrder'];
  const keys = Object.keys(objectOr(raw['map']));
  if (!Array.isArray(order) || isOrderOf(keys, order.map(String))) return [];
  return [{ code: 'BAD_VALUE', path: [...path, 'mapOrder'], message: 'name each key of map once' }];
}

/** Text is no list, whatever stands in it: only a template that is one single expression may give one. */
function checkMapText({ raw, path }: OutlineNode): Finding[] {
  return Object.entries(objectOr(raw['map'])).flatMap(([key, value]): Finding[] => {
    if (typeof value !== 'string' || value === '' || !givesText(value)) return [];
    const message = `map.${key} can only be text: give a list, an object, or one expression that gives one, as "{{ xcom('task') }}"`;
    return [{ code: 'BAD_VALUE', path: [...path, 'map', key], message }];
  });
}

function checkSetupTeardown(task: TaskNode): Finding[] {
  const bad = (key: string, message: string): Finding[] => [
    { code: 'BAD_VALUE', path: [...task.path, key], at: 'key', message },
  ];
  if (isTeardown(task))
    return task.raw['setup'] === true ? bad('setup', 'a task is a setup or a teardown, not both') : [];
  return task.raw['onFailureFailRun'] === undefined
    ? []
    : bad('onFailureFailRun', 'only a teardown has onFailureFailRun');
}

function checkSetups(outline: Outline, task: TaskNode): Finding[] {
  return task.setups.flatMap(({ name, path }): Finding[] => {
    const named = task.parent === null ? null : resolveName(outline, task.parent, name);
    if (named === null || (isTask(named) && named.raw['setup'] === true)) return [];
    return [{ code: 'BAD_VALUE', path, message: `"${name}" is no setup: give it setup: true, or remove it here` }];
  });
}
