import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import type { Json } from '../../domain/json.js';
import { normaliseInstant } from '../instant.js';
import { badInput } from './errors.js';
import { formatDuration, parseDuration as durationMs } from '../../domain/time/duration.js';

/** Deeper input would overflow the stack of whoever walks it. */
const DEEPEST_JSON = 1_000;

/** Instants travel through the service as normalised RFC 3339 text. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'RFC 3339, always with an offset; invalid text is refused',
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
  serialize: (value) => parseInstant(value instanceof Date ? value.toISOString() : value),
});

function parseInstant(value: unknown): string {
  const instant = typeof value === 'string' ? normaliseInstant(value) : null;
  if (instant === null)
    throw badInput(`not a DateTime: ${shown(value)}; write RFC 3339 with an offset, such as 2026-11-21T08:00:00Z`);
  return instant;
}

/** Durations travel through the service as ISO 8601 text. */
export const DurationScalar = new GraphQLScalarType<string, string>({
  name: 'Duration',
  description: 'accepts "90s", "5m", "1h30m", "2d", ISO 8601 "PT5M"; answers ISO 8601',
  parseValue: parseDuration,
  parseLiteral: (node) => parseDuration(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null),
  serialize: parseDuration,
});

function parseDuration(value: unknown): string {
  const ms = typeof value === 'string' || typeof value === 'number' ? durationMs(value) : null;
  if (ms === null) throw badInput(`not a Duration: ${shown(value)}; write it like 90s, 5m, 1h30m, 2d or PT5M`);
  return formatDuration(ms);
}

export const JsonScalar = new GraphQLScalarType<Json, Json>({
  name: 'JSON',
  description: 'any JSON value',
  parseValue: (value) => boundedJson(value as Json),
  parseLiteral: (node, variables) => boundedJson(fromLiteral(node, variables ?? {})),
  serialize: (value) => value as Json,
});

function boundedJson(value: Json): Json {
  for (let level = [value], depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST_JSON) throw badInput(`JSON deeper than ${DEEPEST_JSON} levels is refused`);
    level = level.flatMap((item) => (item !== null && typeof item === 'object' ? Object.values(item) : []));
  }
  return value;
}

function fromLiteral(node: ValueNode, variables: { [name: string]: unknown }): Json {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map((item) => fromLiteral(item, variables));
    case Kind.OBJECT:
      // fromEntries defines keys, so that "__proto__" stays a key like any other
      return Object.fromEntries(node.fields.map((field) => [field.name.value, fromLiteral(field.value, variables)]));
    case Kind.VARIABLE:
      return (variables[node.name.value] as Json | undefined) ?? null;
    default:
      return node.value;
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? `"${value.slice(0, 60)}"` : typeof value);
