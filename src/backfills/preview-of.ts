import type { PlannedDate } from '../domain/backfills/index.js';
import { isoOf } from '../domain/time/instant.js';
import { nowInstant } from '../platform/instant.js';
import { actorOf } from '../platform/graphql/principal.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import type { CreateBackfillInput } from './backfills.input.js';
import type { BackfillDateModel, BackfillModel } from './backfills.model.js';
import type { PlannedBackfill } from './plan-in.js';

/** What a dry run answers: a backfill that is stored nowhere, with its dates. */
export const previewOf = (
  plan: PlannedBackfill,
  input: CreateBackfillInput,
  context: RequestContext,
): BackfillModel => ({
  id: 'dry-run',
  dagId: input.dagId,
  from: input.from,
  to: input.to,
  state: 'RUNNING',
  maxActiveRuns: plan.asked.maxActiveRuns,
  reprocess: plan.asked.reprocess,
  runBackwards: plan.asked.runBackwards,
  onLatestVersion: input.onLatestVersion === true,
  conf: plan.conf,
  reason: input.reason ?? null,
  createdAt: nowInstant(),
  createdBy: actorOf(context.principal),
  endedAt: null,
  dryRun: true,
  preview: {
    planned: plan.dates.flatMap((date) => plannedOf(date)),
    skipped: plan.dates.flatMap(({ due, fate }) =>
      fate.kind === 'skip' ? [{ logicalDate: isoOf(due.logicalDate), reason: fate.reason }] : [],
    ),
  },
});

function plannedOf({ ordinal, due, fate }: PlannedDate): BackfillDateModel[] {
  if (fate.kind === 'skip') return [];
  const dataInterval = { start: isoOf(due.interval.start), end: isoOf(due.interval.end) };
  const action = fate.kind === 'create' ? 'CREATE' : 'REPROCESS';
  return [{ ordinal, logicalDate: isoOf(due.logicalDate), dataInterval, action }];
}
