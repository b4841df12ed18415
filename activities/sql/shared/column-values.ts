import type { CustomTypesConfig } from 'pg';
import type { Json } from '../../sdk/index.js';

/**
 * How column values become JSON, the same in every session: whole numbers that fit are numbers and otherwise text, decimals are the nearest double,
 * dates and times are ISO 8601 text with all their digits, json is itself, everything else is what PostgreSQL prints.
 */
export const jsonTypes = (builtin: CustomTypesConfig): CustomTypesConfig => ({
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ??
    (BUILTIN.has(oid) ? builtin.getTypeParser(oid, format as 'text') : asText)) as CustomTypesConfig['getTypeParser'],
});

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

const PARSERS: Record<number, (text: string) => Json> = {
  20: wholeNumber, // int8
  700: float, // float4
  701: float, // float8
  1700: decimal, // numeric
  1114: localTime, // timestamp
  1184: instant, // timestamptz
};

/** bool, int2, int4, oid, json, jsonb and arrays of bool, numbers and text: as the driver reads them. */
const BUILTIN = new Set([16, 21, 23, 26, 114, 3802, 1000, 1005, 1007, 1009, 1014, 1015, 1021, 1022, 199, 3807, 2951]);
