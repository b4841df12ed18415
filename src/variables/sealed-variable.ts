import type { Json } from '../domain/json.js';
import { seal, unseal } from '../platform/secrets/seal.js';

const placeOf = (name: string): string => `variable:${name}`;

export const sealVariable = (key: Buffer, name: string, value: Json): Buffer =>
  seal(key, JSON.stringify(value), placeOf(name));

/** @throws when the key is another one */
export const unsealVariable = (key: Buffer, name: string, sealed: Buffer): Json =>
  JSON.parse(unseal(key, sealed, placeOf(name))) as Json;
