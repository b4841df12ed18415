import { counted } from '../../domain/runs/explain/words.js';
import { instantText } from '../format/instant-text.js';
import type { Cli } from '../invocation.js';
import type { BackfillDetails, BackfillInfo } from './backfills.operations.js';

/** Skipped dates, and the planned ones of a dry run, that are printed; the others are counted. */
const MOST_LINES = 100;

/** How far it is: `12 of 30, 1 failed`. */
export const progressText = ({ finished, total, failed, skippedCount }: BackfillInfo): string =>
  [
    `${finished} of ${total} runs`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skippedCount > 0 ? [`${skippedCount} skipped`] : []),
  ].join(', ');

/** Its state in one line: `RUNNING  3 of 5 runs; waits: the DAG "x" is paused …`. */
export const stateLine = (backfill: BackfillInfo): string =>
  `${backfill.state}  ${progressText(backfill)}${backfill.waits === null ? '' : `; waits: ${backfill.waits}`}`;

/** A backfill with the dates that it skips; of a dry run the dates that it would make too. */
export function printBackfill({ out }: Cli, backfill: BackfillDetails): void {
  if (out.json) return out.document(backfill);
  out.fields([
    ['backfill', backfill.dryRun ? 'dry run: nothing is stored' : backfill.id],
    ['dag', backfill.dagId],
    ['state', backfill.dryRun ? '' : out.style.state(backfill.state)],
    ['waits', backfill.waits ?? ''],
    ['from', instantText(backfill.from)],
    ['to', instantText(backfill.to)],
    ['progress', backfill.dryRun ? `${counted(backfill.total, 'run')} to make` : progressText(backfill)],
    ['order', backfill.runBackwards ? 'latest first' : 'earliest first'],
    ['active at a time', String(backfill.maxActiveRuns)],
    ['reprocess', backfill.reprocess],
    ['by', backfill.createdBy.name],
    ['reason', backfill.reason ?? ''],
    ['created', instantText(backfill.createdAt)],
    ['ended', instantText(backfill.endedAt)],
  ]);
  if (backfill.dryRun)
    listed(out, backfill.planned, ({ logicalDate, action }) => `${instantText(logicalDate)}  ${action.toLowerCase()}`);
  listed(out, backfill.skipped, ({ logicalDate, reason }) => `${instantText(logicalDate)}  skipped: ${reason}`);
}

function listed<Item>(out: Cli['out'], items: readonly Item[], textOf: (item: Item) => string): void {
  for (const item of items.slice(0, MOST_LINES)) out.line(`  ${textOf(item)}`);
  if (items.length > MOST_LINES) out.note(`and ${items.length - MOST_LINES} more: --json shows them`);
}
