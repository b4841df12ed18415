import { assetNode, dagNode, type LineageEdge, taskNode } from './node.js';

/** What the latest version of a DAG says of an asset; an alias stands for each of its assets. */
export interface NamedAsset {
  dagId: string;
  /** null: the schedule. */
  taskId: string | null;
  role: 'schedule' | 'inlet' | 'outlet';
  asset: string;
}

/** An asset starts the DAGs that are scheduled by it, a DAG its tasks; tasks read inlets and write outlets. */
export const edgesOfReferences = (references: readonly NamedAsset[]): LineageEdge[] => references.flatMap(edgesOf);

function edgesOf({ dagId, taskId, role, asset }: NamedAsset): LineageEdge[] {
  const [data, dag] = [assetNode(asset), dagNode(dagId)];
  if (taskId === null) return [{ from: data, to: dag }];
  const task = taskNode(dagId, taskId);
  return [{ from: dag, to: task }, role === 'inlet' ? { from: data, to: task } : { from: task, to: data }];
}
