import { createHash, randomBytes } from 'node:crypto';

const SHAPE = /^cto_[A-Za-z0-9_-]{43}$/;

/** 256 random bits; the prefix lets secret scanners know a token of ours. */
export const newTokenSecret = (): string => `cto_${randomBytes(32).toString('base64url')}`;

/** What is stored. A slow hash is for passwords; 256 random bits need none. */
export const hashOfSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The secret of an `Authorization: Bearer …` header; null for anything that cannot be one of ours. */
export function secretOfHeader(authorization: string | undefined): string | null {
  const [, secret] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  return secret !== undefined && isTokenSecret(secret) ? secret : null;
}

export const isTokenSecret = (text: string): boolean => SHAPE.test(text);
