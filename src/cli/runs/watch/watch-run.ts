import { follow } from '../../client/follow.js';
import type { ExitCode } from '../../exit-code.js';
import type { Cli, Handler } from '../../invocation.js';
import { findRun } from '../find-run.js';
import { exitCodeOf, hasEnded } from '../run-end.js';
import { WATCH_RUN, type WatchedRun } from '../runs.operations.js';
import { redrawer } from './redraw.js';
import { changeLines } from './watch-lines.js';
import { watchTable } from './watch-table.js';

/** Durations of what runs go on while nothing changes. */
const REDRAW_MS = 500;
const RUN = { operation: WATCH_RUN, hasEnded };

/** A live table on a terminal, lines elsewhere, JSON lines with --json. Ends with the run. */
export const watchRun: Handler<readonly [run: string], unknown> = async (cli, [name]) => {
  const { id } = await findRun(cli, name);
  if (cli.out.json || cli.io.stdout.isTTY !== true) return await appendChanges(cli, id);
  return await drawLive(cli, id);
};

async function appendChanges(cli: Cli, id: string): Promise<ExitCode> {
  let before: WatchedRun | null = null;
  for await (const run of follow(cli, id, RUN)) {
    if (cli.out.json) cli.out.jsonLine(run);
    else changeLines(before, run).forEach(cli.out.line);
    before = run;
  }
  return exitCodeOf(before ?? { state: 'FAILED' });
}

async function drawLive(cli: Cli, id: string): Promise<ExitCode> {
  const { io, out } = cli;
  const screen = redrawer(io.stdout);
  let latest: WatchedRun | null = null;
  const draw = (): void => {
    if (latest === null) return;
    const view = { columns: io.stdout.columns || 80, rows: io.stdout.rows || 24, now: io.now(), style: out.style };
    screen.draw(watchTable(latest, view));
  };
  const clock = setInterval(draw, REDRAW_MS);
  // a remark on stderr stands on the same terminal: the picture goes on below it
  const note = (text: string): void => {
    out.note(text);
    screen.forget();
  };
  try {
    for await (const run of follow({ ...cli, out: { ...out, note } }, id, RUN)) {
      latest = run;
      draw();
    }
  } finally {
    clearInterval(clock);
  }
  return exitCodeOf(latest ?? { state: 'FAILED' });
}
