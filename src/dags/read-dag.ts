import { compileDag, type DagIssue, type NormalizedDag } from '../domain/dag/index.js';
import { DAG_DEFAULTS } from '../domain/dag/defaults.js';
import { readDag as readText } from '../domain/dag/read-dag.js';
import { validateDag } from '../domain/dag/validate-dag.js';
import type { OperatorCatalog } from '../domain/dag/check/operator-catalog.js';
import type { Json } from '../domain/json.js';
import { templateChecker } from '../domain/dag/check/template-checker.js';

/** A valid DAG with what its rows and events need. */
export interface ReadDag {
  id: string;
  spec: NormalizedDag;
  hash: string;
  description: string | null;
  owners: string[];
  tags: string[];
  maxActiveRuns: number;
  maxConsecutiveFailedRuns: number;
  pausedAtFirst: boolean;
}

/** A DAG as JSON, or as the text of a file. */
export type DagDocument = { spec: Json } | { source: string; format: 'YAML' | 'JSON' };

/** The valid DAG, or every issue. */
export function readDag(document: DagDocument, operators: OperatorCatalog): ReadDag | { issues: DagIssue[] } {
  const options = { operators, templates: templateChecker };
  const read =
    'spec' in document ? validateDag(document.spec, options) : readText(document.source, document.format, options);
  if (!read.ok) return { issues: read.issues };
  const { dag: spec, hash } = read;
  const { owners, maxActiveRuns } = compileDag(spec);
  const [description, tags] = [spec.description ?? null, spec.tags ?? []];
  const { maxConsecutiveFailedRuns = DAG_DEFAULTS.maxConsecutiveFailedRuns, paused: pausedAtFirst = false } = spec;
  const limits = { maxActiveRuns, maxConsecutiveFailedRuns };
  return { id: spec.id, spec, hash, description, owners, tags, ...limits, pausedAtFirst };
}
