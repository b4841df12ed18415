import type { Actor } from '../domain/events/actor.js';
import type { EventDraft } from '../domain/events/event.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Permission } from '../platform/graphql/principal.js';
import { hashOfSecret } from './token-secret.js';

export interface NewToken {
  id: string;
  name: string;
  permissions: readonly Permission[];
  secret: string;
  /** RFC 3339, null: never. */
  expiresAt: string | null;
  createdBy: Actor;
}

/** Inserts the token, hashed, and its event. */
export async function storeToken(tx: Tx, token: NewToken, event: Omit<EventDraft, 'type' | 'payload'>): Promise<void> {
  const { id, name, expiresAt, createdBy } = token;
  const permissions = [...token.permissions];
  await tx.query(
    `insert into api_tokens (id, name, secret_hash, permissions, expires_at, created_by_kind, created_by_id, created_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, hashOfSecret(token.secret), permissions, expiresAt, createdBy.kind, createdBy.id, createdBy.name],
  );
  const payload = { tokenId: id, name, permissions, expiresAt };
  await appendToStream(tx, accessStream(id), [{ ...event, type: 'TokenCreated', payload }]);
}

export const accessStream = (tokenId: string): string => `access-${tokenId}`;
