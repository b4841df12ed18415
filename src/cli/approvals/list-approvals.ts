import { readPages } from '../client/pages.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { type ApprovalSummary, LIST_APPROVALS } from './approvals.operations.js';
import { showList } from '../show-list.js';

interface Options {
  readonly dag?: string;
  readonly run?: string;
  readonly state: string;
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listApprovals: Handler<readonly [], Options> = async (cli, _args, { dag, run, state, limit }) => {
  const filter = {
    ...(dag === undefined ? {} : { dagId: dag }),
    ...(run === undefined ? {} : { dagRunId: (await findRun(cli, run)).id }),
    ...(state === 'ALL' ? {} : { state }),
  };
  const read = await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const { approvals } = await cli.client.execute(LIST_APPROVALS, { filter, first, after });
    return approvals;
  });
  return showList(cli, read, limit, printApprovals);
};

function printApprovals({ out }: Cli, approvals: readonly ApprovalSummary[]): void {
  if (approvals.length === 0) return out.note('nobody is asked');
  out.table(
    ['RUN', 'DAG', 'TASK', 'STATE', 'SUBJECT', 'CHOICES', 'DEADLINE', 'BY'],
    approvals.map((approval) => [
      approval.dagRunId,
      approval.dagId,
      taskName(approval),
      out.style.state(approval.state),
      approval.subject,
      (approval.chosen ?? approval.choices.map(({ id }) => id)).join(', '),
      instantText(approval.deadline),
      approval.respondedBy?.name ?? '',
    ]),
  );
}

const taskName = ({ taskId, mapIndex }: ApprovalSummary): string => (mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`);
