import type { Statement } from './syntax/nodes.js';

/** A filter, test or name that a template reads, and the tag in which it stands. */
export interface Use {
  readonly kind: 'filter' | 'test' | 'name';
  readonly name: string;
  readonly at: number;
}
type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Visits every node of the tree with the tag in which it stands; values of literals are no nodes. */
function visit(value: unknown, at: number, key: string, see: (node: Node, at: number, key: string) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, at, key, see);
    return;
  }
  if (!isNode(value) || value['type'] === 'literal') return;
  const here = typeof value['at'] === 'number' ? value['at'] : at;
  see(value, here, key);
  for (const [name, child] of Object.entries(value)) visit(child, here, name, see);
}

const USES: Readonly<Record<string, Use['kind']>> = { filter: 'filter', test: 'test', name: 'name' };

export function usesIn(body: readonly Statement[]): Use[] {
  const uses: Use[] = [];
  visit(body, 0, '', (node, at, key) => {
    const { type, name } = node;
    const kind =
      key === 'filters' ? 'filter' : typeof type === 'string' && Object.hasOwn(USES, type) ? USES[type] : undefined;
    if (kind !== undefined && typeof name === 'string') uses.push({ kind, name, at });
  });
  return uses;
}

/** Names that blocks bring along. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  for: ['loop'],
  macro: ['caller', 'varargs', 'kwargs'],
  callBlock: ['caller'],
};

/** Names that the template itself sets, wherever. */
export function namesSetIn(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (value: unknown) => typeof value === 'string' && names.add(value);
  visit(body, 0, '', (node, _, key) => {
    if (key === 'target' && node['type'] === 'name') add(node['name']);
    if (key === 'target' && node['type'] === 'tuple') addTuple(node, add);
    if (key === 'macro' || key === 'caller' || key === 'parameters') add(node['name']);
    const { type, values } = node;
    if (typeof type === 'string' && Object.hasOwn(IMPLIED, type)) IMPLIED[type]?.forEach(add);
    if (type === 'with' && Array.isArray(values))
      values.forEach((pair: unknown) => add(Array.isArray(pair) ? pair[0] : null));
  });
  return names;
}

function addTuple(node: Node, add: (value: unknown) => unknown): void {
  visit(node['items'], 0, '', (item) => item['type'] === 'name' && add(item['name']));
}
