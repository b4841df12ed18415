import { SUPERVISED } from './lifeline.js';
import { inheritedEnv } from './process/inherited-env.js';
import type { NodeProgram } from './start-hooks.js';
import { plainChild, type ChildSpec } from './supervisor/child-spec.js';

/** A program of ours as a child, with this process's Node and environment; `env` is read anew at each launch. */
export function nodeChild(
  name: string,
  program: NodeProgram,
  env: () => Readonly<Record<string, string>>,
  ready: ChildSpec['ready'],
): ChildSpec {
  return plainChild({
    name,
    command: process.execPath,
    args: [...(program.nodeArgs ?? []), program.script, ...(program.args ?? [])],
    env: () => ({ ...inheritedEnv(), ...env(), [SUPERVISED]: '1' }),
    ready,
  });
}
