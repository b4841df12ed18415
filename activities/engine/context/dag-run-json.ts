import type { JsonObject } from '../../../src/domain/json.js';
import type { RunFactsRow } from './run-facts.sql.js';

/** `dagRun` of templates and CEL. States and types as Airflow spells them. */
export const dagRunJson = (run: RunFactsRow): JsonObject => ({
  id: run.dagRunId,
  dagId: run.dagId,
  runId: run.runId,
  type: run.type.toLowerCase(),
  runType: run.type.toLowerCase(),
  state: run.state.toLowerCase(),
  logicalDate: run.logicalDate,
  dataIntervalStart: run.intervalStart,
  dataIntervalEnd: run.intervalEnd,
  runAfter: run.runAfter,
  queuedAt: run.queuedAt,
  startDate: run.startedAt,
  clearNumber: run.clearNumber,
  note: run.note,
  partitionKey: run.partitionKey,
  conf: run.conf,
});
