import type { CustomTypesConfig } from 'pg';
import type { Json } from '../../sdk/index.js';

/**
 * How column values become JSON, the same in every session: whole numbers that fit are numbers and otherwise text, decimals are the nearest double,
 * dates and times are ISO 8601 text with all their digits, json is itself, everything else is what PostgreSQL prints.
 */
export const jsonTypes = (builtin: CustomTypesConfig): CustomTypesConfig => ({
  getTypeParser: ((oid: number) => parserFor(builtin, oid)) as CustomTypesConfig['getTypeParser'],
});

type Parser = (text: string) => Json;

function parserFor(builtin: CustomTypesConfig, oid: number): Parser {
  const own = PARSERS[oid];
  if (own !== undefined) return own;
  if (BUILTIN.has(oid)) return builtin.getTypeParser(oid, 'text') as Parser;
  const element = ARRAYS[oid];
  if (element === undefined) return asText;
  const texts = builtin.getTypeParser(TEXT_ARRAY as number, 'text') as Parser;
  return (text) => mapNested(texts(text), PARSERS[element] ?? asText);
}

/** Arrays may have several dimensions, and nulls in them. */
function mapNested(value: Json, parse: Parser): Json {
  if (Array.isArray(value)) return value.map((item) => mapNested(item, parse));
  return typeof value === 'string' ? parse(value) : value;
}

const asText = (text: string): Json => text;

function wholeNumber(text: string): Json {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function decimal(text: string): Json {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return text.includes('.') || Number.isSafeInteger(number) ? number : text;
}

const float = (text: string): Json => (Number.isFinite(Number(text)) ? Number(text) : text);

const localTime = (text: string): Json => text.replace(' ', 'T');

const ZONED = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::(\d\d))?$/;

/** In UTC; the fraction keeps its digits, which a Date would not. */
function instant(text: string): Json {
  const match = ZONED.exec(text);
  if (match === null) return text;
  const [, day, time, fraction = '', hours, minutes = '00'] = match;
  const utc = new Date(`${day}T${time}${hours}:${minutes}`).toISOString();
  return `${utc.slice(0, 19)}${fraction}Z`;
}

const PARSERS: Record<number, Parser> = {
  20: wholeNumber, // int8
  700: float, // float4
  701: float, // float8
  1700: decimal, // numeric
  1114: localTime, // timestamp
  1184: instant, // timestamptz
};

/** bool, int2, int4, oid, json, jsonb, and arrays of bool, int2, int4, text, char, varchar, json and jsonb: as the driver reads them. */
const BUILTIN = new Set([16, 21, 23, 26, 114, 3802, 1000, 1005, 1007, 1009, 1014, 1015, 199, 3807]);

const TEXT_ARRAY = 1009;

/** Type of the elements by type of the array: int8, float4, float8, numeric, timestamp, timestamptz, date, uuid. */
const ARRAYS: Record<number, number> = {
  1016: 20,
  1021: 700,
  1022: 701,
  1231: 1700,
  1115: 1114,
  1185: 1184,
  1182: 1082,
  2951: 2950,
};
