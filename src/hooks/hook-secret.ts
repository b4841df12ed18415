import { randomBytes } from 'node:crypto';
import { seal, unseal } from '../platform/secrets/seal.js';

/** 256 random bits; the prefix lets secret scanners know a secret of ours. */
export const newHookSecret = (): string => `chs_${randomBytes(32).toString('base64url')}`;

const placeOf = (hookId: string): string => `hook:${hookId}`;

export const sealHookSecret = (key: Buffer, hookId: string, secret: string): Buffer =>
  seal(key, secret, placeOf(hookId));

/** @throws when the key is another one */
export const unsealHookSecret = (key: Buffer, hookId: string, sealed: Buffer): string =>
  unseal(key, sealed, placeOf(hookId));
