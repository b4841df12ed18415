import type { Json } from '../../json.js';
import { compileDeadline } from '../../deadlines/deadline.js';
import { DEFAULT_TIMEZONE } from '../../schedule/schedule.js';
import { parseDuration } from '../../time/duration.js';
import { DAG_DEFAULTS } from '../defaults.js';
import { isTask, readOutline, type TaskNode } from '../graph/outline.js';
import { linkTasks, type Graph } from '../graph/links.js';
import { topologicalOrder } from '../graph/order.js';
import type { NormalizedDag, NormalizedGroup } from '../normalized.js';
import type { CompiledDag, CompiledEdge, CompiledGroup, CompiledTask } from './compiled.js';
import { compileTask, groupOf } from './compile-task.js';
import { withMappedResults } from './mapped-results.js';

/**
 * The form that runs: groups flattened to full ids, inheritance resolved, names resolved to tasks. Depends on the content only, not on the order of
 * keys. Throws on a DAG that validateDag would refuse.
 */
export function compileDag(spec: NormalizedDag): CompiledDag {
  const graph = linkTasks(readOutline(spec as unknown as Json));
  const order = topologicalOrder(graph);
  assertValid(spec, graph, order);
  const place = new Map(order.map((task, i) => [task, i]));
  const edges = order.flatMap((task) => edgesOf(task, graph, place));
  const maxMapLength = spec.maxMapLength ?? DAG_DEFAULTS.maxMapLength;
  const compiled = order.map((task) => compileTask(task, graph, upstreamOf(task, graph, place)));
  const tasks = withMappedResults(compiled, graph.outline, maxMapLength);
  const timeout = spec.dagrunTimeout ?? null;
  return {
    id: spec.id,
    tasks,
    edges,
    groups: groupsOf(graph),
    owners: ownersOf(tasks),
    runState: spec.runState ?? DAG_DEFAULTS.runState,
    dagrunTimeoutMs: timeout === null ? null : parseDuration(timeout),
    maxActiveRuns: spec.maxActiveRuns ?? DAG_DEFAULTS.maxActiveRuns,
    maxActiveTasks: spec.maxActiveTasks ?? DAG_DEFAULTS.maxActiveTasks,
    maxMapLength,
    failFast: spec.failFast ?? DAG_DEFAULTS.failFast,
    notify: spec.notify ?? DAG_DEFAULTS.notify,
    deadlines: (spec.deadlines ?? []).map((each) => compileDeadline(each, spec.schedule?.timezone ?? DEFAULT_TIMEZONE)),
  };
}

function assertValid(spec: NormalizedDag, graph: Graph, order: TaskNode[]): void {
  const [finding] = graph.findings;
  if (finding !== undefined) throw new Error(`dag ${spec.id} was not validated: ${finding.message}`);
  if (order.length !== graph.upstream.size) throw new Error(`dag ${spec.id} was not validated: it has a cycle`);
}

type Places = ReadonlyMap<TaskNode, number>;

const linksOf = (task: TaskNode, graph: Graph, place: Places) =>
  [...(graph.upstream.get(task) ?? [])].sort((a, b) => (place.get(a.from) ?? 0) - (place.get(b.from) ?? 0));

const upstreamOf = (task: TaskNode, graph: Graph, place: Places): string[] =>
  linksOf(task, graph, place).map(({ from }) => from.id);

const edgesOf = (task: TaskNode, graph: Graph, place: Places): CompiledEdge[] =>
  linksOf(task, graph, place).map(({ from, reference: { label, when } }) => ({
    from: from.id,
    to: task.id,
    label,
    when,
  }));

function groupsOf({ outline }: Graph): CompiledGroup[] {
  const groups = outline.nodes
    .filter((node) => !isTask(node))
    .map((node) => {
      const { tooltip, notify } = node.raw as unknown as NormalizedGroup;
      return { id: node.id, parent: groupOf(node), tooltip: tooltip ?? null, notify: notify ?? {} };
    });
  return groups.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const ownersOf = (tasks: CompiledTask[]): string[] =>
  [...new Set(tasks.flatMap(({ owner }) => (owner === null ? [] : [owner])))].sort();
