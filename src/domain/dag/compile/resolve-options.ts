import { TASK_DEFAULTS, type ResolvedOptions } from '../defaults.js';
import { isTeardown } from '../graph/borders.js';
import { objectOr, type OutlineNode } from '../graph/outline.js';
import { scopesOf } from '../graph/scope.js';
import type { JsonObject } from '../../json.js';

const OPTION_KEYS = Object.keys(TASK_DEFAULTS);

/** The options that a node's children start from, or a task ends with, as written: the defaults, then `defaultArgs` from the DAG inwards. */
export function inheritedOptions(node: OutlineNode): JsonObject {
  const layers = scopesOf(node).map((scope) => objectOr(scope.raw['defaultArgs']));
  return Object.assign({ ...TASK_DEFAULTS }, ...layers) as JsonObject;
}

/**
 * A task's options with nothing left to inherit. The rule of a teardown is fixed (airflow-semantics §1.12).
 * The DAG must be normalised: the values are taken as they stand.
 */
export function resolveOptions(node: OutlineNode): ResolvedOptions {
  const inherited = inheritedOptions(node);
  const own = Object.fromEntries(
    OPTION_KEYS.filter((key) => Object.hasOwn(node.raw, key)).map((key) => [key, node.raw[key]]),
  );
  const rule = isTeardown(node) ? { triggerRule: 'all_done_setup_success' } : {};
  return { ...inherited, ...own, ...rule } as unknown as ResolvedOptions;
}
