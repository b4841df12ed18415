import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { HashedEvent } from '../domain/events/event.js';

/** Leaf prefix, as in RFC 6962: a leaf can never be taken for an inner node. */
const LEAF = Buffer.from([0]);

/** Hex SHA-256 of 0x00 ‖ RFC 8785 JSON of the event (contract, Event.hash). */
export function eventHash(event: HashedEvent): string {
  const canonical = canonicalize(event);
  if (canonical === undefined) throw new Error(`event ${event.id} has no canonical form`);
  return createHash('sha256').update(LEAF).update(canonical).digest('hex');
}
