import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Json, JsonObject } from '../json.js';

/*
 * ajv compiles schemas with `new Function`: nothing that runs in the workflow sandbox may import this file.
 */
const ajv = new Ajv({
  strict: true,
  strictTypes: false,
  strictTuples: false,
  allowUnionTypes: true,
  allErrors: true,
  logger: false,
});
// The package is CommonJS: its default export is the function, or holds it, depending on who loads it.
const addFormats = (typeof formats === 'function' ? formats : (formats as { default: unknown }).default) as (
  to: Ajv,
) => void;
addFormats(ajv);

/** What is wrong with a value, with the place inside it; empty when it fits. */
export type ParamCheck = (value: Json) => string[];

/** Compiles the JSON Schema of a parameter; `message` where it is none (unknown keywords and formats included). */
export function compileParamSchema(schema: JsonObject): { check: ParamCheck } | { message: string } {
  try {
    const validate: ValidateFunction = ajv.compile(schema);
    return { check: (value) => (validate(value) ? [] : (validate.errors ?? []).map(describe)) };
  } catch (error) {
    return { message: (error as { message?: string }).message ?? String(error) };
  } finally {
    // Else each registration would stay in ajv's cache for ever.
    ajv.removeSchema(schema);
  }
}

function describe({ instancePath, message = 'does not fit', keyword, params }: ErrorObject): string {
  const allowed = keyword === 'enum' ? `: ${JSON.stringify((params as { allowedValues: unknown }).allowedValues)}` : '';
  return `${instancePath === '' ? '' : `${instancePath} `}${message}${allowed}`;
}
