import type { JsonObject } from '../../json.js';
import type { Finding } from '../issue.js';
import { objectOr } from '../graph/outline.js';
import { compileParamSchema } from '../param-schema.js';

const RESERVED = new Set(['', 'constructor', 'prototype']);

/** Each declared parameter: that its schema is one, and that its default fits it. */
export const checkParams = (dag: JsonObject): Finding[] =>
  Object.entries(objectOr(dag['params'])).flatMap(([name, schema]): Finding[] => {
    const path = ['params', name];
    if (RESERVED.has(name))
      return [{ code: 'BAD_VALUE', path, at: 'key', message: `"${name}" is no name for a parameter` }];
    if (objectOr(schema) !== schema) return [];
    const compiled = compileParamSchema(schema);
    if ('message' in compiled)
      return [{ code: 'BAD_VALUE', path, message: `no valid JSON Schema: ${compiled.message}` }];
    const fallback = schema['default'];
    if (fallback === undefined) return [];
    return compiled.check(fallback).map((message) => ({
      code: 'BAD_PARAM_DEFAULT',
      path: [...path, 'default'],
      message: `the default of "${name}" breaks its schema: ${message}`,
    }));
  });
