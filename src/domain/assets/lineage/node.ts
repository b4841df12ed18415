/** What data flows through: assets, the tasks that read and write them, and the DAGs that they start. */
export type LineageNode =
  { kind: 'ASSET'; asset: string } | { kind: 'DAG'; dagId: string } | { kind: 'TASK'; dagId: string; taskId: string };

/** Data flows from `from` to `to`. */
export interface LineageEdge {
  from: LineageNode;
  to: LineageNode;
}

export const assetNode = (asset: string): LineageNode => ({ kind: 'ASSET', asset });
export const dagNode = (dagId: string): LineageNode => ({ kind: 'DAG', dagId });
export const taskNode = (dagId: string, taskId: string): LineageNode => ({ kind: 'TASK', dagId, taskId });

/** The same for the same node, and for no other: ids of DAGs and tasks have no slash. */
export function nodeId(node: LineageNode): string {
  if (node.kind === 'ASSET') return `asset:${node.asset}`;
  return node.kind === 'DAG' ? `dag:${node.dagId}` : `task:${node.dagId}/${node.taskId}`;
}
