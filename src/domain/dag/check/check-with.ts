import type { z } from 'zod';
import { schemaProblems, type Path, type SchemaProblem } from '../../schema-problems.js';
import type { JsonObject } from '../../json.js';
import { isTemplated, type CatalogEntry } from './operator-catalog.js';

type Issue = z.core.$ZodIssue;

/**
 * What the operator's schema has against `with`. A templated string may become anything when it is rendered, so nothing is held against one; the
 * operator checks the rendered value again. Paths are relative to `with`.
 */
export function checkWith(params: JsonObject, operator: CatalogEntry): SchemaProblem[] {
  const { error } = operator.withSchema.safeParse(params);
  const issues = (error?.issues ?? []).filter((issue) => !isForgiven(issue, [], params, operator));
  return schemaProblems(issues, params, keysOf(operator.withSchema));
}

/** Of a union, one alternative that only templates stand against is enough. */
function isForgiven(issue: Issue, base: Path, params: JsonObject, operator: CatalogEntry): boolean {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (meetsTemplate(path, params, operator)) return true;
  if (issue.code !== 'invalid_union') return false;
  return issue.errors.some(
    (alternative) => alternative.length > 0 && alternative.every((inner) => isForgiven(inner, path, params, operator)),
  );
}

function meetsTemplate(path: Path, params: JsonObject, operator: CatalogEntry): boolean {
  if (operator.untemplated.includes(String(path[0])) || operator.celFields.includes(String(path[0]))) return false;
  let here: unknown = params;
  for (const key of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) return false;
    here = (here as Record<string | number, unknown>)[key];
    if (typeof here === 'string' && isTemplated(here)) return true;
  }
  return false;
}

/** The keys of an object schema, for the hint at an unknown key; none when the schema is of another kind. */
const keysOf = (schema: z.ZodType): string[] =>
  'shape' in schema && schema.shape !== null && typeof schema.shape === 'object' ? Object.keys(schema.shape) : [];
