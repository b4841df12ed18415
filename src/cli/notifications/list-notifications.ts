import { readPages } from '../client/pages.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { taskName } from '../tasks/task-name.js';
import { LIST_NOTIFICATIONS, type NotificationSummary } from './notifications.operations.js';
import { showList } from '../show-list.js';

interface Options {
  readonly dag?: string;
  readonly run?: string;
  readonly state?: readonly string[];
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listNotifications: Handler<readonly [], Options> = async (cli, _args, { dag, run, state, limit }) => {
  const filter = {
    ...(dag === undefined ? {} : { dagId: dag }),
    ...(run === undefined ? {} : { dagRunId: (await findRun(cli, run)).id }),
    ...(state === undefined ? {} : { states: state }),
  };
  const read = await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const { notifications } = await cli.client.execute(LIST_NOTIFICATIONS, { filter, first, after });
    return notifications;
  });
  return showList(cli, read, limit, printNotifications);
};

function printNotifications({ out }: Cli, notifications: readonly NotificationSummary[]): void {
  if (notifications.length === 0) return out.note('nobody is told');
  out.table(
    ['RUN', 'DAG', 'TASK', 'TRIGGER', 'LEVEL', 'TYPE', 'STATE', 'TRIES', 'NEXT', 'DELIVERED', 'ERROR'],
    notifications.map((each) => [
      each.dagRunId,
      each.dagId,
      each.taskId === null ? '' : taskName({ taskId: each.taskId, mapIndex: each.mapIndex ?? -1 }),
      each.trigger,
      each.level,
      each.type,
      out.style.state(each.state),
      String(each.tries),
      instantText(each.nextAt),
      instantText(each.deliveredAt),
      errorText(each),
    ]),
  );
}

/** Why it is not there yet; what kept a message that has arrived since is told by --json. */
const errorText = ({ lastError, deliveredAt }: NotificationSummary): string =>
  lastError === null || deliveredAt !== null ? '' : `${lastError.type}: ${lastError.message}`;
