import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedHeader } from './signed-header.js';

/** A signature that is older, or this far ahead of our clock, is refused. */
export const REPLAY_WINDOW_S = 300;

/** HMAC-SHA256 of `<timestamp>.<body>`: what `v1` holds in hex. */
export const signatureOf = (secret: string, timestamp: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();

/** The signature where one of the header's is right and fresh, else null. Takes the same time for each that is wrong. */
export function verifySignature(secret: string, header: SignedHeader, body: Buffer, nowSeconds: number): Buffer | null {
  const right = signatureOf(secret, header.timestamp, body);
  const matches = header.signatures.filter((given) => timingSafeEqual(Buffer.from(given, 'hex'), right));
  const fresh = Math.abs(nowSeconds - Number(header.timestamp)) <= REPLAY_WINDOW_S;
  return matches.length > 0 && fresh ? right : null;
}
