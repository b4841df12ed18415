import { readOutline, type TaskNode, isTask, objectOr } from '../../domain/dag/graph/outline.js';
import type { Locate } from '../../domain/dag/issue.js';
import { readDag } from '../../domain/dag/read-dag.js';
import { parseDagSource } from '../../domain/dag/source/parse-dag-source.js';
import type { ValidateOptions } from '../../domain/dag/validate-dag.js';
import type { DagDocument } from './dag-documents.js';
import type { DagIssue } from './dags.operations.js';
import { namesFromOutside } from './unsafe-templates.js';

/** What is wrong with one DAG, and what is only dangerous. */
export interface CheckedDocument {
  readonly file: string;
  /** null where the text does not say it. */
  readonly dagId: string | null;
  readonly valid: boolean;
  readonly issues: readonly DagIssue[];
  readonly warnings: readonly DagIssue[];
}

/** @param options operators and template checks, as at registration */
export function checkDocument(document: DagDocument, options: ValidateOptions): CheckedDocument {
  const format = document.format === 'json' ? 'JSON' : 'YAML';
  const result = readDag(document.text, format, options);
  const source = parseDagSource(document.text, format);
  const place = (issue: DagIssue): DagIssue => (document.hasLines ? issue : { ...issue, line: null, column: null });
  const value = source.ok ? source.value : null;
  const id = objectOr(value)['id'];
  return {
    file: document.file,
    dagId: typeof id === 'string' ? id : null,
    valid: result.ok,
    issues: result.ok ? [] : result.issues.map(place),
    warnings: source.ok ? warningsOf(value, source.locate).map(place) : [],
  };
}

const warningsOf = (value: Parameters<typeof readOutline>[0], locate: Locate): DagIssue[] =>
  readOutline(value)
    .nodes.filter(isTask)
    .flatMap((task) => warningOf(task, locate));

function warningOf(task: TaskNode, locate: Locate): DagIssue[] {
  const command = objectOr(task.raw['with'])['command'];
  const names = task.raw['type'] === 'bash' && typeof command === 'string' ? namesFromOutside(command) : [];
  if (names.length === 0) return [];
  const path = [...task.path, 'with', 'command'];
  const { line, column } = locate(path) ?? { line: null, column: null };
  const message = `warning: ${names.join(' and ')} in a shell command lets whoever triggers a run add commands; pass the value in \`env\` and write "$NAME"`;
  return [{ code: 'UNSAFE_TEMPLATE', message, path: path.join('.'), line, column }];
}
