import type { Finding } from '../issue.js';
import type { Graph, Link } from './links.js';
import type { TaskNode } from './outline.js';

/** Enough for a person to repair; each has its own path. */
const MAX_CYCLES = 20;
const MAX_SHOWN = 20;

interface Step {
  task: TaskNode;
  /** The link that led here: `task` is its `from`. */
  via: Link | null;
  next: number;
}

/** The cycles of the graph: one for each link that closes one, found by a walk upstream without recursion. */
export function findCycles(graph: Graph): Finding[] {
  const findings: Finding[] = [];
  const done = new Set<TaskNode>();
  for (const task of graph.upstream.keys()) {
    if (findings.length >= MAX_CYCLES) break;
    if (!done.has(task)) walk(graph, task, done, findings);
  }
  return findings;
}

function walk(graph: Graph, start: TaskNode, done: Set<TaskNode>, findings: Finding[]): void {
  const steps: Step[] = [{ task: start, via: null, next: 0 }];
  const open = new Map<TaskNode, number>([[start, 0]]);
  for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
    const link = graph.upstream.get(step.task)?.[step.next];
    step.next += 1;
    if (link === undefined) {
      done.add(step.task);
      open.delete(step.task);
      steps.pop();
      continue;
    }
    const at = open.get(link.from);
    if (at !== undefined && findings.length < MAX_CYCLES) findings.push(cycleOf(steps.slice(at), link));
    if (at !== undefined || done.has(link.from)) continue;
    open.set(link.from, steps.length);
    steps.push({ task: link.from, via: link, next: 0 });
  }
}

/** `steps` go upstream from the first task; `closing` leads from the last of them back to the first. */
function cycleOf(steps: Step[], closing: Link): Finding {
  const flow = [...steps.slice(1).flatMap(({ via }) => (via === null ? [] : [via])), closing].reverse();
  const [first = closing] = flow;
  const ids = [first.from.id, ...flow.map(({ to }) => to.id)];
  const shown = ids.length <= MAX_SHOWN ? ids : [...ids.slice(0, MAX_SHOWN - 2), '…', ...ids.slice(-1)];
  return { code: 'CYCLE', path: closing.reference.path, message: `cycle: ${shown.join(' → ')}` };
}
