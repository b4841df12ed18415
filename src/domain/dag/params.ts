import type { JsonObject } from '../json.js';
import { placeFindings, type DagIssue, type Finding } from './issue.js';
import { compileParamSchema } from './param-schema.js';

/** For the API only: it uses ajv, which the workflow sandbox must not see. */
export type ResolvedParams = { ok: true; params: JsonObject } | { ok: false; issues: DagIssue[] };

/**
 * The params of a run: `conf` over the declared defaults, each declared one checked against its JSON Schema, undeclared keys kept.
 * @param declared `params` of the DAG version, or the form of a question: JSON Schema by name; without `default` a parameter must be given
 * @param givenAs what the caller knows `conf` by
 */
export function resolveParams(
  declared: Record<string, JsonObject>,
  conf: JsonObject,
  givenAs: 'conf' | 'params' = 'conf',
): ResolvedParams {
  const defaults = Object.entries(declared).flatMap(([name, schema]) =>
    schema['default'] === undefined ? [] : [[name, schema['default']] as const],
  );
  const params: JsonObject = { ...Object.fromEntries(defaults), ...conf };
  const findings = Object.entries(declared).flatMap(([name, schema]) => checkParam({ name, schema, givenAs }, params));
  return findings.length === 0 ? { ok: true, params } : { ok: false, issues: placeFindings(findings, undefined) };
}

interface Declared {
  name: string;
  schema: JsonObject;
  givenAs: string;
}

function checkParam({ name, schema, givenAs }: Declared, params: JsonObject): Finding[] {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined) {
    const message = `the parameter "${name}" has no default: give it in ${givenAs}`;
    return [{ code: 'MISSING_KEY', path: [givenAs], message }];
  }
  const compiled = compileParamSchema(schema);
  if ('message' in compiled) throw new Error(`the parameter ${name} was not validated: ${compiled.message}`);
  return compiled
    .check(value)
    .map((message) => ({ code: 'BAD_VALUE', path: [givenAs, name], message: `"${name}" ${message}` }));
}
