import type { Json } from '../json.js';
import { checkApprovals } from './check/check-approvals.js';
import { checkDeadlines } from './check/check-deadlines.js';
import { checkIds } from './check/check-ids.js';
import { checkJson } from './check/check-json.js';
import { checkNotifiers } from './check/check-notifiers.js';
import { checkOperators } from './check/check-operators.js';
import { checkParams } from './check/check-params.js';
import { checkSchedule } from './check/check-schedule.js';
import { checkSchema } from './check/check-schema.js';
import { checkStructure } from './check/check-structure.js';
import { checkTemplates } from './check/check-templates.js';
import { checkTriggerRules } from './check/check-trigger-rules.js';
import { checkUnsupported } from './check/check-unsupported.js';
import type { OperatorCatalog, TemplateChecker } from './check/operator-catalog.js';
import { NOT_YET_SUPPORTED, type Unsupported } from './check/unsupported.js';
import { findCycles } from './graph/cycles.js';
import { linkTasks } from './graph/links.js';
import { readOutline } from './graph/outline.js';
import { placeFindings, type DagIssue, type Finding, type Locate } from './issue.js';
import { dagHash, normalizeDag } from './normalize/normalize-dag.js';
import type { NormalizedDag } from './normalized.js';
import { dagSchema } from './schema/dag-schema.js';

export interface ValidateOptions {
  operators: OperatorCatalog;
  /** Absent: templates and conditions are not checked. */
  templates?: TemplateChecker;
  /** Places issues in the source; absent: line and column are null. */
  locate?: Locate;
  /** What reading the source has found already, told with the rest. */
  found?: readonly Finding[];
  /** Default: what this release does not run. */
  unsupported?: Unsupported;
}

export type ValidatedDag = { ok: true; dag: NormalizedDag; hash: string } | { ok: false; issues: DagIssue[] };

/**
 * Everything that is wrong with a DAG, at once: each check reads the value by itself, so that an error in one task hides neither those of others nor
 * those of the graph. `value` may be anything; of what is not bounded JSON only that is told.
 */
export function validateDag(value: unknown, options: ValidateOptions): ValidatedDag {
  const json = checkJson(value);
  if (json.fatal) return { ok: false, issues: placeFindings(json.findings, options.locate) };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { ok: false, issues: placeFindings([noObject], options.locate) };
  }
  const parsed = dagSchema.safeParse(value);
  const findings = [
    ...(options.found ?? []),
    ...json.findings,
    ...checkSchema(parsed.error?.issues ?? [], value),
    ...checkMeaning(value as Json, options),
  ];
  const all = [...findings, ...unsupportedIn(value as Json, options, findings)];
  if (all.length > 0 || parsed.data === undefined) return { ok: false, issues: placeFindings(all, options.locate) };
  const dag = normalizeDag(parsed.data);
  return { ok: true, dag, hash: dagHash(dag) };
}

const noObject: Finding = { code: 'BAD_VALUE', path: [], message: 'a DAG is an object with at least id and tasks' };

function checkMeaning(
  value: Json,
  { operators, templates, unsupported = NOT_YET_SUPPORTED }: ValidateOptions,
): Finding[] {
  const outline = readOutline(value);
  const dag = outline.root.raw;
  const ids = checkIds(outline);
  const rest = [
    ...checkSchedule(dag, operators.schedules),
    ...checkDeadlines(dag),
    ...checkParams(dag),
    ...checkStructure(outline),
    ...checkOperators(outline, operators, unsupported),
    ...checkNotifiers(outline, operators, unsupported),
    ...checkApprovals(outline),
    ...(templates === undefined ? [] : checkTemplates(outline, operators, templates)),
  ];
  // The graph of far too many tasks costs more than it tells.
  if (ids.some(({ code }) => code === 'TOO_LARGE')) return [...ids, ...rest];
  const graph = linkTasks(outline);
  return [...ids, ...rest, ...graph.findings, ...findCycles(graph), ...checkTriggerRules(graph)];
}

const unsupportedIn = (
  value: Json,
  { unsupported = NOT_YET_SUPPORTED }: ValidateOptions,
  found: Finding[],
): Finding[] => checkUnsupported(readOutline(value), unsupported, found);
