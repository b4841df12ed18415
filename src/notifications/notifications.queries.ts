import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type PageArgs, pageSize, readPage } from '../platform/graphql/page.js';
import { NotificationEntity } from './notifications.entity.js';
import type { NotificationFilter } from './notifications.input.js';
import type { NotificationConnection, NotificationModel, NotificationState } from './notifications.model.js';

const LARGEST_PAGE = 100;

/** UP_FOR_RETRY is written nowhere: it is a PENDING one that has failed before. */
const IN_STATE: Record<NotificationState, string> = {
  PENDING: `n.state = 'PENDING' and n.lastError is null`,
  UP_FOR_RETRY: `n.state = 'PENDING' and n.lastError is not null`,
  DELIVERED: `n.state = 'DELIVERED'`,
  FAILED: `n.state = 'FAILED'`,
};

/** What is asked about notifications. */
@Injectable()
export class NotificationQueries {
  constructor(@InjectRepository(NotificationEntity) private readonly notifications: Repository<NotificationEntity>) {}

  /** Newest first. */
  page(args: PageArgs, { dagId, dagRunId, states }: NotificationFilter): Promise<NotificationConnection> {
    const query = this.notifications.createQueryBuilder('n').where('true');
    if (dagId != null) query.andWhere('n.dagRunId in (select r.id from dag_runs r where r.dag_id = :dagId)', { dagId });
    if (dagRunId != null) query.andWhere('n.dagRunId = :dagRunId', { dagRunId });
    if (states != null) query.andWhere(anyOf(states));
    const keys = [
      { property: 'createdAt', type: 'timestamptz' },
      { property: 'id', type: 'text' },
    ] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after: args.after }, notificationModel);
  }
}

const anyOf = (states: readonly NotificationState[]): string =>
  states.length === 0 ? 'false' : `(${states.map((state) => IN_STATE[state]).join(' or ')})`;

const notificationModel = ({ eventType, endedAt, nextAt, ...row }: NotificationEntity): NotificationModel => ({
  ...row,
  event: eventType,
  state: row.state === 'PENDING' && row.lastError !== null ? 'UP_FOR_RETRY' : row.state,
  nextAt: row.state === 'PENDING' ? nextAt : null,
  deliveredAt: row.state === 'DELIVERED' ? endedAt : null,
  givenUpAt: row.state === 'FAILED' ? endedAt : null,
});
