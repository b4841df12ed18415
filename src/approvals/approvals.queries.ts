import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { pageSize, readPage } from '../platform/graphql/page.js';
import { ApprovalEntity, WAITS } from './approvals.entity.js';
import type { ApprovalsArgs } from './approvals.input.js';
import { type ApprovalConnection, type ApprovalModel, type ApprovalState, choiceModel } from './approvals.model.js';

const LARGEST_PAGE = 100;

/** What is asked about approvals. */
@Injectable()
export class ApprovalQueries {
  constructor(@InjectRepository(ApprovalEntity) private readonly approvals: Repository<ApprovalEntity>) {}

  async approval(id: string): Promise<ApprovalModel | null> {
    const row = await this.approvals.createQueryBuilder('a').where('a.id = :id', { id }).getOne();
    return row === null ? null : approvalModel(row);
  }

  /** Newest first. */
  page(args: ApprovalsArgs): Promise<ApprovalConnection> {
    const { dagId, dagRunId, state } = args.filter ?? {};
    const query = this.approvals.createQueryBuilder('a').where('true');
    if (dagId != null) query.andWhere('a.dagId = :dagId', { dagId });
    if (dagRunId != null) query.andWhere('a.dagRunId = :dagRunId', { dagRunId });
    if (state != null) query.andWhere(inState(state), { stored: state === 'CANCELLED' ? 'PENDING' : state });
    const keys = [
      { property: 'requestedAt', type: 'timestamptz' },
      { property: 'id', type: 'text' },
    ] as const;
    const size = pageSize(args, 25, LARGEST_PAGE);
    return readPage({ query, keys, descending: true, size, after: args.after }, approvalModel);
  }
}

/** CANCELLED is written nowhere: it is the end of the ticket, whoever gave it. */
function inState(state: ApprovalState): string {
  if (state === 'PENDING') return `a.state = :stored and ${WAITS('a')}`;
  return state === 'CANCELLED' ? `a.state = :stored and not ${WAITS('a')}` : 'a.state = :stored';
}

const approvalModel = ({ waits, deadlineAt, choices, ...row }: ApprovalEntity): ApprovalModel => ({
  ...row,
  choices: choices.map(choiceModel),
  deadline: deadlineAt,
  state: row.state === 'PENDING' && !waits ? 'CANCELLED' : row.state,
  respondedBy:
    row.respondedByKind === null || row.respondedById === null || row.respondedByName === null
      ? null
      : { kind: row.respondedByKind, id: row.respondedById, name: row.respondedByName },
});
