import type { Json } from '../domain/json.js';
import { envName, withPrefix } from '../platform/secrets/env-name.js';

export type Env = Readonly<Record<string, string | undefined>>;

export const VARIABLE_PREFIX = 'CONTINUO_VAR_';

/** The variable that the environment has under this name: JSON when it parses, else text; undefined where it has none. Always secret. */
export function variableFromEnv(env: Env, name: string): Json | undefined {
  const text = env[envName(VARIABLE_PREFIX, name)];
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Names that only the environment has: lower case, as nothing tells how they were written. */
export const namesInEnv = (env: Env): string[] =>
  [...withPrefix(env, VARIABLE_PREFIX).keys()].map((suffix) => suffix.toLowerCase());
