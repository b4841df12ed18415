import { type LineageEdge, type LineageNode, nodeId } from './node.js';

export type Direction = 'UPSTREAM' | 'DOWNSTREAM';

/** How far a walk has come. Plain JSON. */
export interface LineageWalk {
  direction: Direction;
  /** By id, with the number of edges from the start. */
  nodes: Record<string, { node: LineageNode; distance: number }>;
  /** By `from → to`, each once. */
  edges: Record<string, LineageEdge>;
  /** Found in the step before, and not left yet. */
  frontier: LineageNode[];
  /** Steps taken. */
  steps: number;
  /** There are more nodes than the limit. */
  truncated: boolean;
}

export interface WalkLimits {
  /** Edges from the start. */
  depth: number;
  nodes: number;
}

/** A walk that has found its start only. */
export function startWalk(direction: Direction, start: readonly LineageNode[]): LineageWalk {
  const nodes = Object.fromEntries(start.map((node) => [nodeId(node), { node, distance: 0 }]));
  return { direction, nodes, edges: {}, frontier: [...start], steps: 0, truncated: false };
}

/** Nothing is left to find within the limits. */
export const walkEnded = (walk: LineageWalk, limits: WalkLimits): boolean =>
  walk.frontier.length === 0 || walk.steps >= limits.depth;

/**
 * One step along those of the edges that leave the frontier in the walk's direction. A node is entered once, so a cycle ends; of an edge to a
 * node beyond the limit nothing is kept.
 */
export function step(walk: LineageWalk, edges: readonly LineageEdge[], limits: WalkLimits): LineageWalk {
  const left = new Set(walk.frontier.map(nodeId));
  const next = { ...walk, nodes: { ...walk.nodes }, edges: { ...walk.edges }, frontier: [], steps: walk.steps + 1 };
  return edges
    .filter((edge) => left.has(nodeId(nearEnd(edge, walk.direction))))
    .reduce((reached, edge) => take(reached, edge, limits), next as LineageWalk);
}

/** Changes and answers its first argument, which is the step's own copy. */
function take(walk: LineageWalk, edge: LineageEdge, limits: WalkLimits): LineageWalk {
  const far = walk.direction === 'UPSTREAM' ? edge.from : edge.to;
  const id = nodeId(far);
  if (!Object.hasOwn(walk.nodes, id)) {
    if (Object.keys(walk.nodes).length >= limits.nodes) {
      walk.truncated = true;
      return walk;
    }
    walk.nodes[id] = { node: far, distance: walk.steps };
    walk.frontier.push(far);
  }
  walk.edges[`${nodeId(edge.from)} → ${nodeId(edge.to)}`] = edge;
  return walk;
}

const nearEnd = (edge: LineageEdge, direction: Direction): LineageNode =>
  direction === 'UPSTREAM' ? edge.to : edge.from;
