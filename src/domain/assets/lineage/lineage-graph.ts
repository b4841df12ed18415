import { type LineageEdge, type LineageNode, nodeId } from './node.js';
import type { LineageWalk } from './walk.js';

/** Where data comes from or goes to. `distance`: edges from what was asked for; negative upstream. */
export interface LineageGraph {
  nodes: { id: string; node: LineageNode; distance: number }[];
  edges: LineageEdge[];
  /** There are more nodes than shown. */
  truncated: boolean;
}

/** One graph of walks from the same start, in the order of distance and id. A node of several walks keeps the shortest way. */
export function graphOf(walks: readonly LineageWalk[]): LineageGraph {
  const nodes = new Map<string, LineageGraph['nodes'][number]>();
  for (const walk of walks)
    for (const [id, { node, distance }] of Object.entries(walk.nodes)) {
      const known = nodes.get(id);
      const signed = walk.direction === 'UPSTREAM' && distance > 0 ? -distance : distance;
      if (known === undefined || Math.abs(signed) < Math.abs(known.distance))
        nodes.set(id, { id, node, distance: signed });
    }
  const edges = new Map(walks.flatMap((walk) => Object.entries(walk.edges)));
  return {
    nodes: [...nodes.values()].sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1)),
    edges: [...edges.values()].sort((a, b) => (edgeText(a) < edgeText(b) ? -1 : 1)),
    truncated: walks.some((walk) => walk.truncated),
  };
}

const edgeText = ({ from, to }: LineageEdge): string => `${nodeId(from)} ${nodeId(to)}`;
