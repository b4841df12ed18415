import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Pool } from 'pg';
import { Notifier } from '../event-store/index.js';
import { readRow } from '../platform/database/reading.js';
import { inTransaction } from '../platform/database/transaction.js';
import { ServiceOptions } from '../platform/service-options.js';
import { type Delivered, deliver } from './deliver.js';
import { readHookBody } from './hook-body.js';
import { HookRates } from './hook-rate.js';
import { newHookSecret, unsealHookSecret } from './hook-secret.js';
import { readSignedHeader } from './signed-header.js';
import { verifySignature } from './verify-signature.js';

/** What was posted, as it came. */
export interface Posted {
  hookId: string;
  signature: string | undefined;
  timestamp: string | undefined;
  idempotencyKey: string | undefined;
  body: Buffer;
}

/** An HTTP answer. */
export interface HookReply {
  code: number;
  body: { status: string; eventId?: string; message?: string };
  retryAfterSeconds?: number;
}

const LONGEST_KEY = 255;
/** Anything else is not asked for: it might be text that PostgreSQL refuses. */
const HOOK_ID = /^[0-9a-f-]{36}$/;
const refused = (code: number, message: string): HookReply => ({ code, body: { status: 'refused', message } });
/** Says nothing of whether there is such a hook. */
const UNSIGNED = refused(
  401,
  'no valid signature: X-Continuo-Signature: t=<unix seconds>,v1=<hex hmac-sha256 of "t.body">',
);

/** Deliveries of other systems; the signature is all that they must know. */
@Injectable()
export class HookDeliveries {
  readonly rates = new HookRates();
  /** Checked for hooks that do not exist, so that these take as long as others. */
  private readonly nobodys = newHookSecret();

  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(Notifier) private readonly notifier: Notifier,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  async receive(posted: Posted): Promise<HookReply> {
    const signature = await this.verify(posted);
    if (signature === null) return UNSIGNED;
    const waitMs = this.rates.take(posted.hookId, performance.now());
    if (waitMs > 0)
      return { ...refused(429, 'too many deliveries: try again later'), retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    const read = readHookBody(posted.body);
    if ('wrong' in read) return refused(400, read.wrong);
    const key = read.id ?? posted.idempotencyKey ?? null;
    if (key === '' || (key?.length ?? 0) > LONGEST_KEY)
      return refused(400, `Idempotency-Key: 1 to ${LONGEST_KEY} characters`);
    const bodyHash = createHash('sha256').update(posted.body).digest();
    const { hookId } = posted;
    const { extra, partition } = read;
    const done = await inTransaction(this.pool, (tx) =>
      deliver(tx, { hookId, signature, key, bodyHash, extra, partition }),
    );
    this.notifier.poke('continuo_events');
    return replyTo(done);
  }

  private async verify({ hookId, signature, timestamp, body }: Posted): Promise<Buffer | null> {
    const header = readSignedHeader(signature, timestamp);
    if (header === null) return null;
    const row = HOOK_ID.test(hookId) ? await this.secretOf(hookId) : null;
    const secret = row === null ? this.nobodys : unsealHookSecret(this.options.key, hookId, row.secret);
    return verifySignature(secret, header, body, Math.floor(Date.now() / 1_000));
  }

  private secretOf(hookId: string): Promise<{ secret: Buffer } | null> {
    return readRow<{ secret: Buffer }>(this.pool, 'select secret from hooks where id = $1', [hookId]);
  }
}

function replyTo(done: Delivered): HookReply {
  if (done === 'gone') return UNSIGNED;
  if (done === 'conflict') return refused(409, 'another delivery had this id');
  if ('wrong' in done) return refused(400, done.wrong);
  return { code: 202, body: { status: done.again ? 'accepted before' : 'accepted', eventId: done.eventId } };
}
