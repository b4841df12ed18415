import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';

import { LISTENER } from '../platform/database/database.module.js';
import type { Listener } from '../platform/database/listener.js';
import { badInput } from '../platform/graphql/errors.js';
import { decodeCursor, encodeCursor, type PageArgs, pageOfEdges, pageSize } from '../platform/graphql/page.js';
import { PullStream } from '../platform/graphql/pull-stream.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { wakeOn } from '../platform/graphql/wake-on.js';
import type { EventFilter, EventRecordedArgs } from './audit.input.js';
import type { EventConnection, EventModel } from './audit.model.js';
import { type EventQuestion, readEvents } from './event-rows.js';
import { waitForPositions } from './wait-for-positions.js';

const LARGEST_PAGE = 500;
const BATCH = 500;
const POSITION = /^\d{1,18}$/;

/** What is asked about the history. */
@Injectable()
export class AuditService {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(LISTENER) private readonly listener: Listener,
  ) {}

  /** Newest first. Waits up to a second for what was committed before the query. */
  events(args: PageArgs & { filter?: EventFilter | null }): Promise<EventConnection> {
    return this.page(args, { filter: args.filter ?? null, order: 'desc' }, 50);
  }

  /** Oldest first: the run's own stream and those of its attempts; to whom it was told stands in `events`. */
  eventsOfRun(dagRunId: string, args: PageArgs): Promise<EventConnection> {
    return this.page(args, { filter: { dagRunId }, withoutMessages: true, order: 'asc' }, 100);
  }

  /** Every event beyond the position, in order: none lost and none twice, across lost connections too. */
  follow(args: EventRecordedArgs, context: RequestContext): AsyncIterableIterator<{ eventRecorded: EventModel }> {
    if (args.after != null && !POSITION.test(args.after)) throw badInput('after: a position, such as "42"');
    let beyond = args.after ?? null;
    return new PullStream({
      listen: async (wake) => {
        const stop = await wakeOn(this.listener, 'continuo_positions', () => true, wake);
        beyond ??= await this.lastPosition();
        return stop;
      },
      read: async () => {
        const events = await readEvents(this.pool, { filter: args.filter ?? null, beyond, order: 'asc', limit: BATCH });
        beyond = events.at(-1)?.position ?? beyond;
        context.loaders.clear();
        return { items: events.map((eventRecorded) => ({ eventRecorded })), more: events.length === BATCH };
      },
    });
  }

  private async page(
    args: PageArgs,
    question: Omit<EventQuestion, 'beyond' | 'limit'>,
    byDefault: number,
  ): Promise<EventConnection> {
    const size = pageSize(args, byDefault, LARGEST_PAGE);
    const beyond = args.after == null ? null : positionOf(args.after);
    await waitForPositions(this.pool);
    const found = await readEvents(this.pool, { ...question, beyond, limit: size + 1 });
    const edges = found.slice(0, size).map((node) => ({ cursor: encodeCursor([node.position]), node }));
    return pageOfEdges(edges, found.length > size, () => Promise.resolve(0));
  }

  /** Of all that is committed by now, the last. */
  private async lastPosition(): Promise<string> {
    await waitForPositions(this.pool);
    const { rows } = await this.pool.query<{ position: string }>(
      'select coalesce(max(position), 0)::text as position from event_order',
    );
    return rows[0]?.position ?? '0';
  }
}

function positionOf(cursor: string): string {
  const position = String(decodeCursor(cursor, ['text'])[0]);
  if (!POSITION.test(position)) throw badInput('after: not a cursor of this list');
  return position;
}
