import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/read-json.js';
import { writeAtomically } from '../files/write-atomically.js';
import type { Home } from '../home.js';
import type { ProcessRef } from '../process/process-identity.js';

const Ref = z.object({ pid: z.number(), started: z.string() });
const Shape = z.object({ home: z.string(), children: z.array(z.object({ name: z.string(), ref: Ref })) });

/** A child that is, or was, alive under a supervisor of this home. */
export interface RecordedChild {
  readonly name: string;
  readonly ref: ProcessRef;
}

/** Which processes a supervisor has started: written before they execute, read by the next start when the supervisor was killed. */
export interface ChildrenRecord {
  add(name: string, ref: ProcessRef): void;
  remove(ref: ProcessRef): void;
  all(): readonly RecordedChild[];
}

/** The record of a home, with what an earlier supervisor left in it. A record copied from another home counts as empty. */
export function openChildrenRecord(home: Home): ChildrenRecord {
  const path = join(home.run, 'children.json');
  const before = readJson(path, Shape);
  let children: readonly RecordedChild[] = before?.home === home.root ? before.children : [];
  const set = (next: readonly RecordedChild[]): void => {
    children = next;
    writeAtomically(path, JSON.stringify({ home: home.root, children }));
  };
  return {
    add: (name, ref) => set([...children, { name, ref }]),
    remove: (ref) => set(children.filter((child) => child.ref.pid !== ref.pid || child.ref.started !== ref.started)),
    all: () => children,
  };
}
