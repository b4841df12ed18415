import { plainLine } from '../format/plain-text.js';
import type { DagIssue } from './dags.operations.js';

/** An issue or a warning in the form that editors and CI logs make a link of: file:line:column CODE path message. */
export function issueLine(file: string, issue: DagIssue): string {
  const place = [file, issue.line, issue.line === null ? null : issue.column].filter((part) => part !== null).join(':');
  return [place, issue.code, issue.path, issue.message]
    .filter((part) => part !== '')
    .map(plainLine)
    .join(' ');
}
