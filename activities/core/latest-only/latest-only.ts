import { isLatestRun } from '../../../src/domain/schedule/latest-only.js';
import { defineOperator, type TaskContext } from '../../sdk/index.js';
import { latestOnlyWith, type LatestOnlyWith } from './schema.js';

/** Lets the tasks directly below go on in the latest run of the schedule only. */
export const latestOnly = defineOperator<LatestOnlyWith>({
  type: 'latestOnly',
  summary: 'Skips what is directly downstream unless the run is the latest',
  with: latestOnlyWith,
  run: async (context) => {
    const verdict = isLatestRun(factsOf(context));
    context.logger.info(
      verdict ? 'the latest run: going on' : 'not the latest run: skipping what is directly downstream',
    );
    return { value: verdict, follow: { kind: 'shortCircuit', verdict, ignoreDownstreamTriggerRules: false } };
  },
});

function factsOf({ runType, nextRunAfter, logicalDate, dataInterval, now }: TaskContext) {
  const due = dataInterval?.end ?? logicalDate;
  return {
    runType,
    dueAt: due === null ? null : Date.parse(due),
    isPoint: dataInterval === null || dataInterval.start === dataInterval.end,
    nextDueAt: nextRunAfter === null ? null : Date.parse(nextRunAfter),
    now: now(),
  };
}
