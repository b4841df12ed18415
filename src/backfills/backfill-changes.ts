import { Inject, Injectable } from '@nestjs/common';
import { isActive } from '../domain/backfills/index.js';
import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import { badInput } from '../platform/graphql/errors.js';
import { paced } from '../platform/graphql/paced.js';
import { PullStream } from '../platform/graphql/pull-stream.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { wakeOn } from '../platform/graphql/wake-on.js';
import type { BackfillModel } from './backfills.model.js';
import { BackfillQueries } from './backfills.queries.js';

const GAP_MS = 250;

/** A backfill as it is at once, then after each change, until it has ended. Changes closer than one read are merged. */
@Injectable()
export class BackfillChanges {
  constructor(
    @Inject(BackfillQueries) private readonly queries: BackfillQueries,
    @Inject(LISTENER) private readonly listener: Listener,
  ) {}

  follow(id: string, context: RequestContext): AsyncIterableIterator<{ backfillChanged: BackfillModel }> {
    let seen = '';
    return new PullStream({
      listen: (wake) => this.listen(wake),
      read: async () => {
        const mark = await this.queries.mark(id);
        if (mark === seen) return { items: [] };
        const backfill = await this.queries.backfill(id);
        if (mark === null || backfill === null) throw badInput(`no backfill "${id}"`);
        seen = mark;
        context.loaders.clear();
        return { items: [{ backfillChanged: backfill }], end: !isActive(backfill.state) };
      },
    });
  }

  /** Any run that ends may be one of it; counting its dates at each of many ends would tell nobody more. */
  private async listen(wake: () => void): Promise<() => void> {
    const often = paced(wake, GAP_MS);
    const stop = await wakeOn(this.listener, 'continuo_backfill', () => true, often.call);
    return () => {
      stop();
      often.stop();
    };
  }
}
