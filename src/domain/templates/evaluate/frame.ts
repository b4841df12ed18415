import type { Value } from '../values/kinds.js';

/** Names that a block of the template has set; inner frames read outer ones and never write them. */
export interface Frame {
  readonly names: Map<string, Value>;
  readonly parent: Frame | null;
}

export const innerFrame = (parent: Frame | null): Frame => ({ names: new Map(), parent });

export function findName(frame: Frame, name: string): Value | undefined {
  for (let current: Frame | null = frame; current; current = current.parent) {
    const value = current.names.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
