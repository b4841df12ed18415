import { createHmac } from 'node:crypto';

/**
 * `v1=` and the hex HMAC-SHA256 of `<timestamp>.<body>`, where the timestamp is the text of X-Continuo-Timestamp. A receiver computes the same,
 * compares in constant time, and refuses timestamps older than some minutes.
 */
export const sign = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
