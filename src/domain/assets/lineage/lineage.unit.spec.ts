import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assetNode,
  dagNode,
  type Direction,
  graphOf,
  type LineageEdge,
  type LineageNode,
  type LineageWalk,
  edgesBetweenTasks,
  edgesOfReferences,
  nodeId,
  startWalk,
  step,
  taskNode,
  walkEnded,
} from './index.js';

const limits = { depth: 20, nodes: 1_000 };
/** A walk over a graph that is known as a whole. */
function walked(direction: Direction, start: LineageNode, edges: readonly LineageEdge[], bounds = limits): LineageWalk {
  let walk = startWalk(direction, [start]);
  while (!walkEnded(walk, bounds)) walk = step(walk, edges, bounds);
  return walk;
}
const flow = (...nodes: LineageNode[]): LineageEdge[] =>
  nodes.slice(1).map((to, i) => ({ from: nodes[i] as LineageNode, to }));

const [orders, revenue] = [assetNode('orders'), assetNode('revenue')];
const [load, sum] = [taskNode('shop', 'load'), taskNode('report', 'sum')];
const edges = flow(load, orders, dagNode('report'), sum, revenue);

describe('a walk', () => {
  it('goes down to what is made of an asset', () => {
    const { nodes } = graphOf([walked('DOWNSTREAM', orders, edges)]);
    expect(nodes.map(({ id, distance }) => [id, distance])).toEqual([
      ['asset:orders', 0],
      ['dag:report', 1],
      ['task:report/sum', 2],
      ['asset:revenue', 3],
    ]);
  });

  it('goes up to where it comes from, and both ways at once', () => {
    const both = graphOf([walked('UPSTREAM', sum, edges), walked('DOWNSTREAM', sum, edges)]);
    expect(both.nodes.map(({ id, distance }) => [id, distance])).toEqual([
      ['task:shop/load', -3],
      ['asset:orders', -2],
      ['dag:report', -1],
      ['task:report/sum', 0],
      ['asset:revenue', 1],
    ]);
    expect(both.edges).toHaveLength(4);
    expect(both.truncated).toBe(false);
  });

  it('ends on a cycle, with all of its edges', () => {
    const cycle = [...edges, ...flow(revenue, dagNode('shop'), load)];
    const { nodes, edges: found } = graphOf([walked('DOWNSTREAM', orders, cycle)]);
    expect(nodes).toHaveLength(7 - 1);
    expect(found).toHaveLength(6);
  });

  it('keeps to its depth and to its number of nodes, and says so', () => {
    expect(graphOf([walked('DOWNSTREAM', orders, edges, { ...limits, depth: 2 })]).nodes).toHaveLength(3);
    const few = graphOf([walked('DOWNSTREAM', orders, edges, { ...limits, nodes: 2 })]);
    expect(few).toMatchObject({ truncated: true, edges: [{ from: orders, to: dagNode('report') }] });
    expect(few.nodes).toHaveLength(2);
  });

  it('finds exactly what can be reached, by the shortest way', () => {
    const node = fc.integer({ min: 0, max: 12 });
    const graph = fc.array(fc.tuple(node, node), { maxLength: 40 });
    const asset = (n: number): LineageNode => assetNode(String(n));
    fc.assert(
      fc.property(graph, node, fc.integer({ min: 0, max: 6 }), fc.boolean(), (pairs, start, depth, up) => {
        const all = pairs.map(([from, to]) => ({ from: asset(from), to: asset(to) }));
        const { nodes } = walked(up ? 'UPSTREAM' : 'DOWNSTREAM', asset(start), all, { depth, nodes: 100 });
        const found = Object.fromEntries(Object.entries(nodes).map(([id, { distance }]) => [id, distance]));
        expect(found).toEqual(shortestWays(up ? pairs.map(([a, b]) => [b, a]) : pairs, start, depth));
      }),
    );
  });
});

/** Another way to the same: each pair of nodes is looked at again until nothing gets shorter (Bellman and Ford). */
function shortestWays(pairs: readonly (readonly [number, number])[], start: number, depth: number) {
  const ways = new Map([[start, 0]]);
  for (let round = 0; round < 13; round += 1)
    for (const [from, to] of pairs) {
      const way = (ways.get(from) ?? Infinity) + 1;
      if (way < (ways.get(to) ?? Infinity)) ways.set(to, way);
    }
  const within = [...ways].filter(([, way]) => way <= depth);
  return Object.fromEntries(within.map(([n, way]) => [nodeId(assetNode(String(n))), way]));
}

describe('tasks with assets', () => {
  const dag = [
    { from: 'extract', to: 'clean' },
    { from: 'clean', to: 'load' },
    { from: 'load', to: 'report' },
    { from: 'extract', to: 'audit' },
  ];
  const known = new Set(['extract', 'load', 'report', 'audit']);

  const between = (task: string, direction: Direction): string[] =>
    edgesBetweenTasks(dag, known, [task], direction).map(({ from, to }) => `${from} ${to}`);

  it('are found behind tasks that have none, and no farther', () => {
    expect(between('extract', 'DOWNSTREAM')).toEqual(['extract audit', 'extract load']);
    expect(between('report', 'UPSTREAM')).toEqual(['load report']);
    expect(between('load', 'UPSTREAM')).toEqual(['extract load']);
    expect(between('clean', 'DOWNSTREAM')).toEqual(['clean load']);
    expect(between('report', 'DOWNSTREAM')).toEqual([]);
  });

  it('read what stands in their inlets and write what stands in their outlets', () => {
    const all = edgesOfReferences([
      { dagId: 'report', taskId: null, role: 'schedule', asset: 'orders' },
      { dagId: 'report', taskId: 'sum', role: 'outlet', asset: 'revenue' },
      { dagId: 'report', taskId: 'sum', role: 'inlet', asset: 'rates' },
    ]);
    const { nodes } = graphOf([walked('DOWNSTREAM', orders, all), walked('UPSTREAM', revenue, all)]);
    expect(nodes.map(({ id }) => id).sort()).toEqual([
      ...['asset:orders', 'asset:rates', 'asset:revenue', 'dag:report', 'task:report/sum'],
    ]);
  });
});
