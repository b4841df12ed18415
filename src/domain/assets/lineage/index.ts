export { edgesBetweenTasks } from './asset-tasks.js';
export { graphOf, type LineageGraph } from './lineage-graph.js';
export { assetNode, dagNode, type LineageEdge, type LineageNode, nodeId, taskNode } from './node.js';
export { edgesOfReferences, type NamedAsset } from './reference-edges.js';
export { type Direction, type LineageWalk, startWalk, step, walkEnded, type WalkLimits } from './walk.js';
