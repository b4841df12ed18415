import {
  compileDag,
  type CompiledDag,
  type CompiledEdge,
  type CompiledTask,
  type NormalizedDag,
} from '../domain/dag/index.js';
import type { Json } from '../domain/json.js';

/** A task with what others need to know of it. */
export interface TaskShape extends CompiledTask {
  downstream: string[];
  /** As registered, normalised. */
  spec: Json;
}

/** What follows from a DAG's spec. */
export interface DagShape {
  spec: NormalizedDag;
  compiled: CompiledDag;
  /** In topological order. */
  tasks: ReadonlyMap<string, TaskShape>;
  edges: readonly CompiledEdge[];
}

export function shapeOf(spec: NormalizedDag): DagShape {
  const compiled = compileDag(spec);
  const { tasks, edges } = compiled;
  const specs = specsOf(spec);
  const downstream = new Map<string, string[]>(tasks.map((task) => [task.id, []]));
  for (const edge of edges) downstream.get(edge.from)?.push(edge.to);
  const shapes = tasks.map((task): TaskShape => {
    return { ...task, downstream: downstream.get(task.id) ?? [], spec: specs.get(task.id) ?? null };
  });
  return { spec, compiled, tasks: new Map(shapes.map((shape) => [shape.id, shape])), edges };
}

type Members = Pick<NormalizedDag, 'tasks' | 'groups'>;

/** Each task as its author wrote it, by full id. */
function specsOf(members: Members, prefix = ''): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const [id, task] of Object.entries(members.tasks ?? {})) found.set(prefix + id, task as unknown as Json);
  for (const [id, group] of Object.entries(members.groups ?? {})) {
    for (const [inner, task] of specsOf(group, `${prefix}${id}.`)) found.set(inner, task);
  }
  return found;
}
