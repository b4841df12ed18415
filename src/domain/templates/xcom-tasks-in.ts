import type { Json } from '../json.js';
import { collectTemplates } from './collect-templates.js';
import { DEFAULT_LIMITS } from './evaluate/limits.js';
import { parseTemplate } from './syntax/parse-template.js';

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Ids of the tasks whose XComs the templates within a value name in so many words: `xcom('a')`, `ti.xcom_pull(task_ids=['a', 'b'])`. */
export function xcomTasksIn(value: Json): string[] {
  const collected = collectTemplates(value, DEFAULT_LIMITS.nesting);
  if (!collected.ok) return [];
  const found = new Set<string>();
  for (const { source } of collected.templates) {
    const parsed = parseTemplate(source);
    if (parsed.ok) visit(parsed.template.body, found);
  }
  return [...found];
}

function visit(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, found));
  if (!isNode(value) || value['type'] === 'literal') return;
  if (value['type'] === 'call') for (const id of calledTasks(value)) found.add(id);
  for (const child of Object.values(value)) visit(child, found);
}

function calledTasks({ callee, given }: Node): string[] {
  if (!isNode(callee) || !isNode(given)) return [];
  const { positional, named } = given;
  const pulls = callee['type'] === 'attribute' && callee['name'] === 'xcom_pull';
  if (!pulls && !(callee['type'] === 'name' && callee['name'] === 'xcom')) return [];
  const byName = (Array.isArray(named) ? named : []).find(
    (pair: unknown) => Array.isArray(pair) && pair[0] === KEY[Number(pulls)],
  );
  const task: unknown = Array.isArray(byName) ? byName[1] : Array.isArray(positional) ? positional[0] : undefined;
  return literalsIn(task);
}

/** The name of the parameter that says which tasks. */
const KEY = ['task', 'task_ids'];

function literalsIn(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node['type'] === 'literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  const { items } = node;
  return Array.isArray(items) ? items.flatMap((item: unknown) => literalsIn(item)) : [];
}
