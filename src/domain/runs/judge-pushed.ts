import type { MappedResult } from '../dag/index.js';
import type { Json } from '../json.js';
import type { TaskError } from './outcome.js';

/**
 * Why a result over which something is mapped cannot be mapped over, null where it can: the task that pushes it fails, as in Airflow (airflow-semantics
 * §1.11), so that a retry may push a better one. Errors: XComForMappingNotPushed, UnmappableXComTypePushed, UnmappableXComLengthPushed.
 * @param pushed undefined: the task has pushed nothing under the key
 */
export function judgePushed(pushed: Json | undefined, { key, by, most }: MappedResult): TaskError | null {
  const what = `${key === 'return_value' ? 'the result' : `the XCom "${key}"`}, over which ${by} is mapped,`;
  if (pushed === undefined || pushed === null)
    return refused('XComForMappingNotPushed', `${what} is missing: the task must give a list or an object`);
  if (typeof pushed !== 'object')
    return refused('UnmappableXComTypePushed', `${what} is a ${typeof pushed}: it must be a list or an object`);
  const length = Array.isArray(pushed) ? pushed.length : Object.keys(pushed).length;
  return length <= most
    ? null
    : refused('UnmappableXComLengthPushed', `${what} has ${length} items: maxMapLength of the DAG is ${most}`);
}

const refused = (type: string, message: string): TaskError => ({ type, message, retryable: true });
