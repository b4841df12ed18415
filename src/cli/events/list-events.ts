import { setTimeout as sleep } from 'node:timers/promises';
import { readPages } from '../client/pages.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { instantOf } from '../input/instant-of.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { type EventFilter, FOLLOW_EVENTS, LIST_EVENTS, type RecordedEvent } from './events.operations.js';
import { eventLine } from './event-line.js';

interface Options {
  readonly dag?: string;
  readonly run?: string;
  readonly task?: string;
  readonly type?: readonly string[];
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly correlationId?: string;
  readonly search?: string;
  readonly limit: number;
  readonly follow?: boolean;
}

const LARGEST_PAGE = 500;
const BEFORE_ALL = '0';
const BETWEEN_SUBSCRIPTIONS_MS = 1_000;

export const listEvents: Handler<readonly [], Options> = async (cli, _args, options) => {
  const filter = await filterOf(cli, options);
  const { nodes, more } = await readPages(options.limit, LARGEST_PAGE, async (first, after) => {
    const { events } = await cli.client.execute(LIST_EVENTS, { filter, first, after });
    return events;
  });
  const events = nodes.reverse();
  if (more) cli.out.note(`the latest ${options.limit}; --limit shows more`);
  if (cli.out.json && options.follow !== true) cli.out.document(events);
  else for (const event of events) print(cli, event);
  if (options.follow === true) await follow(cli, filter, events.at(-1)?.position ?? BEFORE_ALL);
  return EXIT.ok;
};

async function filterOf(cli: Cli, options: Options): Promise<EventFilter> {
  const { dag, run, task, type, actor, from, to, correlationId, search } = options;
  const filter = {
    types: type,
    actorId: actor,
    dagId: dag,
    dagRunId: run === undefined ? undefined : (await findRun(cli, run)).id,
    taskId: task,
    from: from === undefined ? undefined : instantOf(from, 'UTC'),
    to: to === undefined ? undefined : instantOf(to, 'UTC'),
    correlationId,
    search,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function print({ out }: Cli, event: RecordedEvent): void {
  if (out.json) out.jsonLine(event);
  else out.line(plainLine(eventLine(event)));
}

/** No event is missed and none comes twice: each subscription goes on behind the last position seen. */
async function follow(cli: Cli, filter: EventFilter, position: string): Promise<void> {
  const { subscribe } = await import('../client/subscribe.js');
  let after = position;
  const options = {
    address: cli.client.address,
    variables: () => ({ filter, after }),
    onLost: () => cli.out.note('connection lost: trying again until the service is back'),
    onBack: () => cli.out.note('connected again'),
  };
  for (;;) {
    for await (const { eventRecorded } of subscribe(FOLLOW_EVENTS, options)) {
      after = eventRecorded.position;
      print(cli, eventRecorded);
    }
    await sleep(BETWEEN_SUBSCRIPTIONS_MS);
  }
}
