import { EXIT } from '../../exit-code.js';
import { plainLine, safeLogLine } from '../../format/plain-text.js';
import type { Cli, Handler } from '../../invocation.js';
import { findRun } from '../find-run.js';
import type { LogLine } from '../runs.operations.js';
import { type LogPage, type LogPlace, readLog } from './read-log.js';

interface Options {
  readonly follow?: boolean;
  readonly try?: number;
  readonly timestamps?: boolean;
  readonly mapIndex: number;
}

export const printLogs: Handler<readonly [run: string, task: string], Options> = async (
  cli,
  [name, taskId],
  options,
) => {
  const { id } = await findRun(cli, name);
  const place = { id, taskId, mapIndex: options.mapIndex, tryNumber: options.try ?? null, after: 0 };
  const pages = options.follow === true ? await following(cli, place) : wholeLog(cli, place);
  let before: LogPage | null = null;
  let lines = 0;
  for await (const page of pages) {
    if (before !== null && before.tryNumber > 0 && before.tryNumber !== page.tryNumber)
      cli.out.note(`── try ${page.tryNumber}`);
    for (const line of page.lines) printLine(cli, line, page.tryNumber, options);
    lines += page.lines.length;
    before = page;
  }
  if (lines === 0)
    cli.out.note(
      `no line was logged${before === null ? '' : ` (the task is ${before.taskState}, try ${before.tryNumber})`}`,
    );
  return EXIT.ok;
};

async function following(cli: Cli, place: LogPlace): Promise<AsyncGenerator<LogPage>> {
  const { followLog } = await import('./follow-log.js');
  return followLog(cli, place);
}

/** What is there now. */
async function* wholeLog(cli: Cli, place: LogPlace): AsyncGenerator<LogPage> {
  for (;;) {
    const page = await readLog(cli, place);
    yield page;
    if (page.lines.length === 0 || page.complete) return;
  }
}

function printLine({ out, io }: Cli, line: LogLine, tryNumber: number, { timestamps }: Options): void {
  if (out.json) return out.jsonLine({ tryNumber, ...line });
  const prefix = timestamps === true ? `${line.at} ${plainLine(line.stream)} ` : '';
  out.line(prefix + (io.stdout.isTTY === true ? safeLogLine(line.text) : line.text));
}
