import { assertNever } from '../../../src/domain/assert-never.js';
import { type AwaitedPart, type AwaitedRules, judgeAwaited } from '../../../src/domain/external/judge-awaited.js';
import {
  type AwaitedRun,
  type AwaitedTarget,
  type ExternalRuns,
  SkipTask,
  TaskFailure,
  type TaskContext,
} from '../../sdk/index.js';

/** What both sensors are given. */
export interface Wanted extends AwaitedRules {
  dag: string;
  runId?: string | undefined;
  logicalDate?: string | undefined;
  offset?: number | undefined;
  checkExistence: boolean;
}

/** Watches another run; answers it when what is waited for has come, null while it has not. @throws what a failed or a skipped state comes to */
export async function watchRun(
  context: TaskContext,
  wanted: Wanted,
  part: AwaitedTarget['part'],
): Promise<AwaitedRun | null> {
  const runs = externalRunsOf(context);
  const target: AwaitedTarget = { dagId: wanted.dag, by: whichRun(context, wanted), part };
  if (wanted.checkExistence && context.poke === 0) await mustExist(runs, target);
  const run = await runs.watch(target);
  if (run === null) {
    context.logger.info(`not yet: no run of ${wanted.dag} with ${nameOf(target.by)}`);
    return null;
  }
  if (part === null && run.id === context.dagRunId)
    throw refused('WaitsForItself', 'a run cannot wait for its own end');
  return isMet(context, runs, wanted, run) ? run : null;
}

function whichRun({ logicalDate }: TaskContext, wanted: Wanted): AwaitedTarget['by'] {
  if (wanted.runId !== undefined) return { runId: wanted.runId };
  const date = wanted.logicalDate ?? logicalDate;
  if (date !== null) return { logicalDate: date, offsetMs: wanted.offset ?? 0 };
  throw refused('NoLogicalDate', 'this run has no logical date: give "runId" or "logicalDate"');
}

async function mustExist(runs: ExternalRuns, target: AwaitedTarget): Promise<void> {
  const missing = await runs.missing(target);
  if (missing !== null) throw refused('DoesNotExist', missing);
}

function isMet({ logger }: TaskContext, { soft }: ExternalRuns, rules: AwaitedRules, run: AwaitedRun): boolean {
  const verdict = judgeAwaited(rules, run.parts);
  switch (verdict.kind) {
    case 'met':
      return true;
    case 'waiting':
      logger.info(`not yet: ${listOf(run, verdict.parts)}`);
      return false;
    case 'failed':
      if (soft) throw new SkipTask(listOf(run, verdict.parts));
      throw refused('ExternalFailed', listOf(run, verdict.parts));
    case 'skipped':
      throw new SkipTask(listOf(run, verdict.parts));
    default:
      return assertNever(verdict, 'verdict of a wait for another run');
  }
}

const LONGEST_LIST = 10;

function listOf({ dagId, runId }: AwaitedRun, parts: readonly AwaitedPart[]): string {
  const names = parts
    .slice(0, LONGEST_LIST)
    .map(({ name, states }) => `${name} ${states.join(', ') || 'does not exist'}`);
  const more = parts.length > LONGEST_LIST ? `; and ${parts.length - LONGEST_LIST} more` : '';
  return `run ${runId} of ${dagId}: ${names.join('; ')}${more}`;
}

const nameOf = (by: AwaitedTarget['by']): string => {
  if ('runId' in by) return `the run id ${by.runId}`;
  return `the logical date ${by.logicalDate}${by.offsetMs === 0 ? '' : ` less ${by.offsetMs / 1000} s`}`;
};

const refused = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

function externalRunsOf({ externalRuns }: TaskContext): ExternalRuns {
  if (externalRuns !== undefined) return externalRuns;
  throw refused('NotHere', 'no run can be waited for here');
}
