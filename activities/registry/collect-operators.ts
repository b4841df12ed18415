import type { OperatorDefinition } from '../sdk/index.js';
import { messageOf, type ImportError } from './import-error.js';
import type { ModuleExports } from './module-loader.js';
import { paramsSchemaOf } from './params-schema.js';

/** Operators out of a module's exports, and what is wrong with them. `taken` says where types are defined already. */
export function collectOperators(path: string, exports: ModuleExports, taken: ReadonlyMap<string, string>) {
  const operators: OperatorDefinition[] = [];
  const errors: ImportError[] = [];
  for (const value of new Set(Object.values(exports))) {
    if (!isOperator(value)) continue;
    const message = problemOf(value, taken);
    if (message === null) operators.push(value);
    else errors.push({ path, message });
  }
  if (operators.length === 0 && errors.length === 0) errors.push({ path, message: NOTHING });
  return { operators, errors };
}

const NOTHING = 'exports no operator: export what defineOperator or defineDeferredOperator returned';

function problemOf(operator: OperatorDefinition, taken: ReadonlyMap<string, string>): string | null {
  const owner = taken.get(operator.type);
  if (owner !== undefined) return `operator "${operator.type}" is defined in ${owner} already`;
  try {
    paramsSchemaOf(operator);
    return null;
  } catch (error) {
    return `operator "${operator.type}": its "with" has no JSON Schema: ${messageOf(error)}`;
  }
}

function isOperator(value: unknown): value is OperatorDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { type, with: schema, run, poke, submit } = value as Record<string, unknown>;
  const parses = typeof (schema as { safeParse?: unknown } | undefined)?.safeParse === 'function';
  return typeof type === 'string' && parses && [run, poke, submit].some((made) => typeof made === 'function');
}
