import type { Path } from '../../schema-problems.js';
import type { Locate, SourcePosition } from '../issue.js';

/** Where a value stands in the text, by offsets in UTF-16 units. */
export interface SourceNode {
  offset: number;
  /** Members of a mapping by key; the key's own offset is where an entry begins. */
  entries?: Map<string, SourceEntry>;
  items?: SourceNode[];
}
export interface SourceEntry {
  keyOffset: number;
  node: SourceNode;
}

/** Offsets at which lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column, from 1, of an offset. */
export function positionAt(starts: readonly number[], offset: number): SourcePosition {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/**
 * Finds a path in the source. A plain value is placed where it begins; a key, and a list or mapping under a key, where the key begins. What the
 * source does not have (a missing key) is placed at its nearest parent.
 */
export const locator =
  (root: SourceNode, starts: readonly number[]): Locate =>
  (path, at = 'value') =>
    positionAt(starts, offsetOf(root, path, at));

function offsetOf(root: SourceNode, path: Path, at: 'key' | 'value'): number {
  let node = root;
  let offset = root.offset;
  for (const [i, key] of path.entries()) {
    const entry = node.entries?.get(String(key));
    const next = entry?.node ?? (typeof key === 'number' ? node.items?.[key] : undefined);
    if (next === undefined) return offset;
    const byKey = entry !== undefined && (isCollection(next) || (at === 'key' && i === path.length - 1));
    offset = byKey ? entry.keyOffset : next.offset;
    node = next;
  }
  return offset;
}

const isCollection = (node: SourceNode): boolean => node.entries !== undefined || node.items !== undefined;
