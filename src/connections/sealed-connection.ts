import type { JsonObject } from '../domain/json.js';
import { seal, unseal } from '../platform/secrets/seal.js';

/** What of a connection is encrypted: all that may be secret. */
export interface ConnectionSecrets {
  password: string | null;
  extra: JsonObject;
}

const placeOf = (id: string): string => `connection:${id}`;

export const sealConnection = (key: Buffer, id: string, { password, extra }: ConnectionSecrets): Buffer =>
  seal(key, JSON.stringify({ password, extra }), placeOf(id));

/** @throws when the key is another one */
export const unsealConnection = (key: Buffer, id: string, sealed: Buffer): ConnectionSecrets =>
  JSON.parse(unseal(key, sealed, placeOf(id))) as ConnectionSecrets;
