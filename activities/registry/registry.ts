import type { z } from 'zod';
import type { JsonObject } from '../../src/domain/json.js';
import { isNotifier, isSensor, type OperatorDefinition, type TaskHandler } from '../sdk/index.js';
import { paramsSchemaOf } from './params-schema.js';
import { type ScheduleParts, schedulePartsOf } from './schedule-parts.js';
import type { UserCode } from './user-code.js';

/** What the check of a DAG needs to know about an operator. */
export interface CatalogEntry {
  sensor: boolean;
  summary: string;
  withSchema: z.ZodType;
  /** Keys of `with` that are not rendered as templates. */
  untemplated: readonly string[];
  /** Keys of `with` that hold CEL. */
  celFields: readonly string[];
  /** May stand under `notify`. */
  notifier: boolean;
}
export interface OperatorCatalog {
  get(type: string): CatalogEntry | undefined;
  /** Sorted. */
  types(): string[];
  /** What schedules may name, sorted. */
  schedules: { timetables: readonly string[]; calendars: readonly string[] };
}
/** Contract, type OperatorType. */
export interface OperatorTypeInfo {
  type: string;
  summary: string;
  sensor: boolean;
  paramsSchema: JsonObject;
}
export interface Registry {
  operator(type: string): OperatorDefinition | undefined;
  handler(name: string): TaskHandler | undefined;
  catalog(): OperatorCatalog;
  operatorTypes(): OperatorTypeInfo[];
  scheduleParts: ScheduleParts;
  /** Of the code that this registry serves: package version and hash of the user's files. */
  codeVersion: string;
}

export interface RegistryParts {
  /** Given the look-up of the user's functions, because some operators call them. */
  builtin(handlers: (name: string) => TaskHandler | undefined): OperatorDefinition[];
  user: Pick<UserCode, 'handlers' | 'operators' | 'codeVersion'> & Partial<Pick<UserCode, 'timetables' | 'calendars'>>;
}

/** All operators and functions by name. Immutable: after a change of the user's code a new one is made. */
export function createRegistry({ builtin, user }: RegistryParts): Registry {
  const handlers = new Map(user.handlers.map(({ name, handler }) => [name, handler]));
  const handler = (name: string): TaskHandler | undefined => handlers.get(name);
  const operators = new Map<string, OperatorDefinition>();
  // the built-in ones come last: a user's operator never takes the place of one (loading lists it as an error)
  for (const definition of [...user.operators, ...builtin(handler)]) operators.set(definition.type, definition);
  const types = [...operators.keys()].sort();
  const entries = new Map([...operators].map(([type, definition]) => [type, entryOf(definition)]));
  const schedules = {
    timetables: (user.timetables ?? []).map(({ name }) => name).sort(),
    calendars: [...(user.calendars?.keys() ?? [])].sort(),
  };
  return {
    operator: (type) => operators.get(type),
    handler,
    catalog: () => ({ get: (type) => entries.get(type), types: () => [...types], schedules }),
    operatorTypes: () => types.flatMap((type) => infoOf(operators.get(type))),
    scheduleParts: schedulePartsOf(user),
    codeVersion: user.codeVersion,
  };
}

const entryOf = (definition: OperatorDefinition): CatalogEntry => ({
  sensor: isSensor(definition),
  summary: definition.summary,
  withSchema: definition.with,
  untemplated: definition.untemplated ?? [],
  celFields: definition.cel ?? [],
  notifier: isNotifier(definition),
});

function infoOf(definition: OperatorDefinition | undefined): OperatorTypeInfo[] {
  if (definition === undefined) return [];
  const { type, summary } = definition;
  return [{ type, summary, sensor: isSensor(definition), paramsSchema: paramsSchemaOf(definition) }];
}
