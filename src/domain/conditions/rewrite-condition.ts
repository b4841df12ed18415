import type { ASTNode } from '@marcbachmann/cel-js';
import { applyEdits, type Edit, type Edited } from './edits.js';
import { isComprehension, walk } from './tree.js';

/** Our own functions under names that nobody would write. */
export const STEP = 'continuo_step';
export const MATCHES = 'continuo_matches';
/** `map` is a type of CEL and cannot be a variable. */
export const MAP_VARIABLE = 'continuo_map';

/**
 * What CEL lacks is put into the source: `map` as a name, ternaries whose branches differ in type (a branch chooses a task id, a list or
 * null), a count of the passes of comprehensions, and a `matches` that cannot run away.
 */
export function rewriteCondition(source: string, root: ASTNode): Edited {
  const before: Edit[] = [];
  const after: Edit[] = [];
  const typeNames = new Set<ASTNode>();
  const wrap = (node: ASTNode, name: string) => {
    before.push({ at: node.start, length: 0, text: `${name}(` });
    after.unshift({ at: node.end, length: 0, text: ')' });
  };
  walk(root, (node) => {
    if (node.op === '?:') [node.args[1], node.args[2]].forEach((branch) => wrap(branch, 'dyn'));
    if (node.op === 'rcall' && isComprehension(node)) node.args[2].slice(1).forEach((body) => wrap(body, STEP));
    if (node.op === 'rcall' && node.args[0] === 'matches') before.push(...renamed(source, node.args[1].end));
    const typeName = typeNameIn(node);
    if (typeName) typeNames.add(typeName);
    if (node.op === 'id' && node.args === 'map' && !typeNames.has(node)) {
      before.push({ at: node.start, length: 'map'.length, text: MAP_VARIABLE });
    }
  });
  return applyEdits(source, [...after, ...before]);
}

/** `type(x) == map` means the type: the operand that is the bare word. */
function typeNameIn(node: ASTNode): ASTNode | null {
  if (node.op !== '==' && node.op !== '!=') return null;
  const [left, right] = node.args;
  const isType = (operand: ASTNode) => operand.op === 'call' && operand.args[0] === 'type';
  return isType(left) ? right : isType(right) ? left : null;
}

function renamed(source: string, receiverEnd: number): Edit[] {
  const found = /^[\s)]*\.\s*/.exec(source.slice(receiverEnd));
  return found ? [{ at: receiverEnd + found[0].length, length: 'matches'.length, text: MATCHES }] : [];
}
