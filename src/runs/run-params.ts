import type { NormalizedDag } from '../domain/dag/index.js';
import { resolveParams } from '../domain/dag/params.js';
import type { Json, JsonObject } from '../domain/json.js';
import type { DagIssueModel } from '../platform/graphql/refusal.model.js';
import { unstorableText } from '../platform/graphql/unstorable-text.js';

export type RunParams = { params: JsonObject; conf: JsonObject } | { issues: DagIssueModel[] };

const issue = (path: string, message: string): RunParams => ({ issues: [{ code: 'BAD_VALUE', path, message }] });

/** What the trigger passed, merged over the DAG's declared defaults and checked against their schemas. */
export function resolveRunParams(spec: NormalizedDag, conf: Json): RunParams {
  if (conf === null || typeof conf !== 'object' || Array.isArray(conf)) {
    return issue('conf', 'give an object: the parameters by name');
  }
  const place = unstorableText(conf, 'conf');
  if (place !== null) return issue(place, 'a NUL character or half a surrogate pair cannot be stored');
  const resolved = resolveParams(spec.params ?? {}, conf);
  return resolved.ok ? { params: resolved.params, conf } : { issues: resolved.issues };
}
