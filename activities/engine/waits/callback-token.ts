import { createHash, createHmac } from 'node:crypto';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import type { TicketKey } from '../attempt/begin.sql.js';

/**
 * The secret of a try's callback: made from the service's key, so that a worker that takes a try over makes the same one, and only its hash is kept.
 * Nobody without the key can guess it.
 */
export const callbackToken = (key: Buffer, ref: TicketKey): string =>
  createHmac('sha256', key)
    .update(`callback:${ticketKey(ref)}`)
    .digest('base64url');

export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest();
