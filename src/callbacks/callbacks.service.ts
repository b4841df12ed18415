import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Notifier } from '../event-store/index.js';
import { inTransaction } from '../platform/database/transaction.js';
import { readCallbackBody } from './callback-body.js';
import { receive, type Received } from './receive.js';

/** An HTTP answer. */
export interface CallbackReply {
  code: number;
  body: { status: string; message?: string };
}

const REPLIES: Record<Received, CallbackReply> = {
  received: { code: 200, body: { status: 'received' } },
  conflict: { code: 409, body: { status: 'refused', message: 'another answer was received before' } },
  over: { code: 410, body: { status: 'refused', message: 'the task does not wait any more' } },
  unknown: { code: 404, body: { status: 'refused', message: 'there is no such callback' } },
};

/** Calls of other systems; the token in the path is all that they must know. */
@Injectable()
export class CallbacksService {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(Notifier) private readonly notifier: Notifier,
  ) {}

  async receive(token: string, body: unknown): Promise<CallbackReply> {
    const read = readCallbackBody(body);
    if ('wrong' in read) return { code: 400, body: { status: 'refused', message: read.wrong } };
    const received = await inTransaction(this.pool, (tx) => receive(tx, token, read.answer));
    if (received === 'received') {
      this.notifier.poke('continuo_outbox');
      this.notifier.poke('continuo_events');
    }
    return REPLIES[received];
  }
}
