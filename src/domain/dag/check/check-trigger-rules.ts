import type { Finding } from '../issue.js';
import { TRIGGER_RULES } from '../../runs/trigger-rule.js';
import { resolveOptions } from '../compile/resolve-options.js';
import { isTeardown } from '../graph/borders.js';
import type { Graph } from '../graph/links.js';
import type { TaskNode } from '../graph/outline.js';
import { scopesOf } from '../graph/scope.js';

/** Trigger rules that the task's place forbids. A rule that is inherited is refused at the task, where it does harm. */
export function checkTriggerRules(graph: Graph): Finding[] {
  const failFast = graph.outline.root.raw['failFast'] === true;
  return [...graph.upstream.keys()].flatMap((task): Finding[] => {
    const message = isTeardown(task) ? teardownProblem(task) : problemOf(task, graph, failFast);
    if (message === null) return [];
    const path = Object.hasOwn(task.raw, 'triggerRule') ? [...task.path, 'triggerRule'] : task.path;
    return [{ code: 'BAD_TRIGGER_RULE', path, message, at: path === task.path ? 'key' : 'value' }];
  });
}

function teardownProblem({ id, raw }: TaskNode): string | null {
  const own = raw['triggerRule'];
  if (own === undefined || own === 'all_done_setup_success') return null;
  return `${id} is a teardown: its rule is always all_done_setup_success, remove triggerRule`;
}

function problemOf(task: TaskNode, graph: Graph, failFast: boolean): string | null {
  const rule: string = resolveOptions(task).triggerRule;
  if (rule === 'all_done_setup_success') return `${rule} is for teardowns only: give ${task.id} another rule`;
  if (rule === 'always' && isMapped(task)) return `${task.id} is mapped: it cannot run under the rule "always"`;
  if (rule === 'all_success' || !isRule(rule)) return null;
  if (failFast) return `failFast allows the rule all_success only: ${task.id} has ${rule}`;
  const setup = graph.upstream.get(task)?.find(({ from }) => from.raw['setup'] === true);
  return setup === undefined
    ? null
    : `${task.id} is directly below the setup ${setup.from.id}: its rule must be all_success`;
}

/** What is no rule at all is the schema's business. */
const isRule = (rule: unknown): boolean => TRIGGER_RULES.some((known) => known === rule);

const isMapped = (task: TaskNode): boolean =>
  [task, ...scopesOf(task)].some(({ raw }) => raw['map'] !== undefined && raw['map'] !== null);
