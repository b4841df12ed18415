import type { Launch } from '../process/gated-spawn.js';
import type { ProcessRef } from '../process/process-identity.js';

/** What the last launches of a child came to; the next launch may do something about it. */
export interface LaunchHistory {
  /** Launches in a row that ended before the child was ready. */
  readonly failedStarts: number;
  /** The last lines that the child wrote before it ended. */
  readonly lastWords: string;
}

/** A child of the supervisor, as data. */
export interface ChildSpec {
  readonly name: string;
  /** Children that must have been ready once before this one is launched; it is stopped before they are. */
  readonly after: readonly string[];
  readonly stopSignal: NodeJS.Signals;
  /** After this many milliseconds SIGKILL follows the stop signal. */
  readonly stopGraceMs: number;
  /** What to execute, decided anew for each launch. Throwing counts as a death. */
  launch(history: LaunchHistory): Promise<Launch>;
  /** Resolves when the child can be used; gives up by throwing when the signal aborts. */
  ready(signal: AbortSignal, ref: ProcessRef): Promise<void>;
}

/** How a child ended. */
export interface ChildExit {
  readonly ref: ProcessRef;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when the supervisor had asked it to stop. */
  readonly asked: boolean;
}

/** What the world wants to hear of children. */
export interface ChildHooks {
  onReady?(name: string, ref: ProcessRef): void;
  /** Called after the process and its group are gone; the child is not launched again before it has resolved. */
  onChildExit?(name: string, exit: ChildExit): void | Promise<void>;
}

/** A plain child: a fixed command that inherits nothing but `env`. */
export interface PlainChild {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  readonly ready: ChildSpec['ready'];
  readonly after?: readonly string[];
}

const NODE_GRACE_MS = 15_000;

/** Completes a plain child: SIGTERM, 15 s of grace; `env` may be a function where it is known only once others run. */
export function plainChild(child: PlainChild): ChildSpec {
  const { name, command, args, env, ready } = child;
  return {
    name,
    after: child.after ?? [],
    stopSignal: 'SIGTERM',
    stopGraceMs: NODE_GRACE_MS,
    ready,
    launch: async () => ({ command, args, env: typeof env === 'function' ? env() : env }),
  };
}
