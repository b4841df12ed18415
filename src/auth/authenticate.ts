import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { Pool } from 'pg';
import { Authenticator, type Permission, type Principal } from '../platform/graphql/principal.js';
import { hashOfSecret, secretOfHeader } from './token-secret.js';

interface TokenRow {
  id: string;
  name: string;
  permissions: Permission[];
  secret_hash: Buffer;
  stale: boolean;
}

const FIND = `
select id, name, permissions, secret_hash,
  last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute' as stale
from api_tokens where secret_hash = $1 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`;

/** `lastUsedAt` is written at most once a minute: a lock that each request took would put them in a row. */
const TOUCH = `update api_tokens set last_used_at = clock_timestamp()
where id = $1 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`;

/** Tokens are looked up at every request, so that a revocation holds from the next one on. */
@Injectable()
export class TokenAuthenticator extends Authenticator {
  constructor(@Inject(Pool) private readonly pool: Pool) {
    super();
  }

  async authenticate(authorization: string | undefined): Promise<Principal | null> {
    const secret = secretOfHeader(authorization);
    if (secret === null) return null;
    const hash = hashOfSecret(secret);
    const { rows } = await this.pool.query<TokenRow>({ name: 'token', text: FIND, values: [hash] });
    const row = rows[0];
    if (row === undefined || !timingSafeEqual(row.secret_hash, hash)) return null;
    if (row.stale) await this.pool.query(TOUCH, [row.id]);
    return { id: row.id, name: row.name, permissions: row.permissions };
  }

  async endedAmong(principalIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select id from unnest($1::uuid[]) as asked(id) where not exists (
         select from api_tokens t where t.id = asked.id and t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp()))`,
      [principalIds],
    );
    return rows.map((row) => row.id);
  }
}
