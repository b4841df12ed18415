import type { JsonObject } from '../../sdk/index.js';
import type { SqlCheckWith } from './schema.js';

/** What is out of bounds, in words. A column that is missing or no number is out of bounds too. */
export function checkThresholds(row: JsonObject, thresholds: NonNullable<SqlCheckWith['thresholds']>): string[] {
  return Object.entries(thresholds).flatMap(([column, { min, max }]) => {
    if (!Object.hasOwn(row, column)) return [`the row has no column ${column}`];
    const value = row[column];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || Number.isNaN(number))
      return [`${column} = ${JSON.stringify(value)} is no number`];
    if (min !== undefined && number < min) return [`${column} = ${number} is below ${min}`];
    if (max !== undefined && number > max) return [`${column} = ${number} is above ${max}`];
    return [];
  });
}
