import type { ASTNode } from '@marcbachmann/cel-js';
import { parseCondition } from './parse-condition.js';
import { operandsOf } from './tree.js';

/** The tasks whose values a condition reads; `all` when it cannot be told, as in `xcom[params.task]` or `size(xcom)`. */
export interface XcomTasks {
  readonly tasks: readonly string[];
  readonly all: boolean;
}

/** Finds `xcom.task`, `xcom['task']` and `has(xcom.task)`; empty for a source that is no condition. */
export function xcomTasksOf(source: string): XcomTasks {
  const parsed = parseCondition(source);
  const found = { tasks: new Set<string>(), all: false };
  if (parsed.ok) collect(parsed.root, found);
  return { tasks: [...found.tasks].sort(), all: found.all };
}

function collect(node: ASTNode, found: { tasks: Set<string>; all: boolean }): void {
  const task = taskOf(node);
  if (task !== null) found.tasks.add(task);
  else if (isXcom(node)) found.all = true;
  else for (const operand of operandsOf(node)) collect(operand, found);
}

const isXcom = (node: ASTNode): boolean => node.op === 'id' && node.args === 'xcom';

function taskOf(node: ASTNode): string | null {
  if (node.op === '.' && isXcom(node.args[0])) return node.args[1];
  if (node.op !== '[]' || !isXcom(node.args[0])) return null;
  const [, key] = node.args;
  return key.op === 'value' && typeof key.args === 'string' ? key.args : null;
}
