import { parseDuration } from '../../time/duration.js';
import type { ResolvedOptions } from '../defaults.js';
import type { OutlineNode, TaskNode } from '../graph/outline.js';
import type { Graph } from '../graph/links.js';
import { resolveName, scopesOf } from '../graph/scope.js';
import { inMapOrder } from '../map-order.js';
import type { NormalizedTask } from '../normalized.js';
import type { CompiledTask } from './compiled.js';
import { resolveOptions } from './resolve-options.js';

/** @param upstream full ids, sorted */
export function compileTask(node: TaskNode, graph: Graph, upstream: string[]): CompiledTask {
  // The outline of a normalised DAG holds normalised tasks; the schema has seen to their types.
  const task = node.raw as unknown as NormalizedTask;
  const expansion = expansionOf(node, graph);
  return {
    id: node.id,
    type: task.type,
    group: groupOf(node),
    with: task.with ?? {},
    upstream,
    ...compileOptions(resolveOptions(node)),
    setup: task.setup ?? false,
    teardown: teardownOf(node, task, graph),
    mapped: expansion !== null,
    expansion,
    mappedResults: [],
    mapIndexTemplate: task.mapIndexTemplate ?? null,
    cache: task.cache ?? null,
    target: task.target ?? null,
    doc: task.doc ?? null,
    displayName: task.displayName ?? null,
  };
}

/** A group around the task is mapped, or the task itself; never both (see checkStructure). */
function expansionOf(node: TaskNode, { outline }: Graph): CompiledTask['expansion'] {
  const mapped = [...scopesOf(node), node].find(({ raw }) => raw['map'] !== undefined);
  if (mapped === undefined) return null;
  const inputs = mapped.inputs.flatMap(({ name }) => {
    const input = mapped.parent === null ? null : resolveName(outline, mapped.parent, name);
    return input?.kind === 'task' ? [input.id] : [];
  });
  const { map = {}, mapOrder } = mapped.raw as NormalizedTask;
  return { id: mapped.id, group: groupOf(mapped), map: inMapOrder(map, mapOrder), inputs: [...new Set(inputs)] };
}

export const groupOf = (node: OutlineNode): string | null =>
  node.parent === null || node.parent.parent === null ? null : node.parent.id;

function teardownOf(node: TaskNode, task: NormalizedTask, { outline }: Graph): CompiledTask['teardown'] {
  if (task.teardown === undefined) return null;
  const setups = node.setups.map(({ name }) => (node.parent && resolveName(outline, node.parent, name)?.id) ?? name);
  return { setups, onFailureFailRun: task.teardown.onFailureFailRun ?? false };
}

type Options = Omit<
  CompiledTask,
  | 'id'
  | 'type'
  | 'group'
  | 'with'
  | 'upstream'
  | 'setup'
  | 'teardown'
  | 'mapped'
  | 'expansion'
  | 'mappedResults'
  | 'mapIndexTemplate'
  | 'cache'
  | 'target'
  | 'doc'
  | 'displayName'
>;

function compileOptions(options: ResolvedOptions): Options {
  const { retryDelay, maxRetryDelay, executionTimeout, pokeInterval, timeout, sla, ...same } = options;
  return {
    ...same,
    retryOn: [...options.retryOn],
    noRetryOn: [...options.noRetryOn],
    retryDelayMs: msOf(retryDelay),
    maxRetryDelayMs: msOf(maxRetryDelay),
    executionTimeoutMs: executionTimeout === null ? null : msOf(executionTimeout),
    pokeIntervalMs: msOf(pokeInterval),
    timeoutMs: msOf(timeout),
    slaMs: sla === null ? null : msOf(sla),
    xcom: { push: options.xcom.push ?? true, maxBytes: options.xcom.maxBytes ?? null },
    inlets: options.inlets.map(({ asset }) => asset),
    outlets: options.outlets.map((outlet) => outlet),
  };
}

function msOf(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === null) throw new Error(`the DAG is not normalised: ${duration} is no duration`);
  return ms;
}
