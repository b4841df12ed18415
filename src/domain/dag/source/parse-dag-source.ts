import type { Json } from '../../json.js';
import type { Path } from '../../schema-problems.js';
import { placeFindings, type DagIssue, type Finding, type Locate } from '../issue.js';
import { MAX_SOURCE_BYTES, type SourceProblem } from './limits.js';
import { parseJson, type ParsedText } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';
import { lineStarts, locator, positionAt } from './source-map.js';

/** `findings`: keys that stand twice; the value can be judged further all the same. */
export type DagSource =
  { ok: true; value: Json; locate: Locate; findings: Finding[] } | { ok: false; issues: DagIssue[] };

/** Reads the text of a DAG file. What it answers for a text that is none: SYNTAX or TOO_LARGE, with line and column. */
export function parseDagSource(text: string, format: 'YAML' | 'JSON'): DagSource {
  if (isTooLong(text)) return refuse('', [tooLong]);
  const clean = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const nul = clean.indexOf('\0');
  if (nul !== -1) return refuse(clean, [{ code: 'SYNTAX', offset: nul, message: 'the text holds a NUL character' }]);
  const parsed = format === 'JSON' ? parseJson(clean) : parseYaml(clean);
  if (Array.isArray(parsed)) return refuse(clean, parsed);
  if ('code' in parsed) return refuse(clean, [parsed]);
  const locate = locator(parsed.root, lineStarts(clean));
  return { ok: true, value: parsed.value, locate, findings: duplicateFindings(parsed) };
}

const tooLong: SourceProblem = {
  code: 'TOO_LARGE',
  offset: 0,
  message: `the text is longer than ${MAX_SOURCE_BYTES} bytes: split the DAG, or keep data and scripts in files`,
};

const isTooLong = (text: string): boolean =>
  text.length > MAX_SOURCE_BYTES ||
  (text.length * 3 > MAX_SOURCE_BYTES && new TextEncoder().encode(text).length > MAX_SOURCE_BYTES);

function refuse(text: string, problems: SourceProblem[]): DagSource {
  const starts = lineStarts(text);
  const issues = problems.flatMap(({ code, message, offset }) =>
    placeFindings([{ code, message, path: [] }], () => positionAt(starts, offset)),
  );
  return { ok: false, issues };
}

/** Whether the path names a task or group: `tasks.a`, `groups.g`, `groups.g.tasks.a` … */
const isIdPath = (path: Path): boolean =>
  path.length % 2 === 0 &&
  path.every((key, i) => i % 2 === 1 || key === 'groups' || (key === 'tasks' && i === path.length - 2));

/** A task or group that stands twice is a duplicate id; any other key that does so is a slip of the pen. */
const duplicateFindings = ({ duplicates }: ParsedText): Finding[] =>
  duplicates.map(({ path }): Finding => {
    const isId = isIdPath(path);
    const message = `"${String(path.at(-1))}" stands twice: ${isId ? 'ids are unique' : 'remove or rename one'}`;
    return { code: isId ? 'DUPLICATE_ID' : 'SYNTAX', path, at: 'key', message };
  });
