import type { Json } from '../../json.js';
import type { Path } from '../../schema-problems.js';
import { NOTIFIER_NAMES, TASK_NAMES, tellsOfRun } from '../../notifications/template-names.js';
import type { Finding } from '../issue.js';
import { isTask, objectOr, type Outline, type OutlineNode, type TaskNode } from '../graph/outline.js';
import { notifiersOf } from './notifiers-of.js';
import { isTemplated, type OperatorCatalog, type TemplateChecker, type TemplateNames } from './operator-catalog.js';

interface Expression {
  language: 'template' | 'cel';
  text: string;
  path: Path;
  at?: 'key';
  names?: TemplateNames;
}

/** Every template and CEL expression of the DAG, checked in the language of its place. */
export const checkTemplates = (outline: Outline, operators: OperatorCatalog, checker: TemplateChecker): Finding[] =>
  [
    ...outline.nodes.flatMap((node) => expressionsOf(node, operators)),
    ...[outline.root, ...outline.nodes].flatMap(inheritedOutlets),
    ...notifierExpressions(outline, operators),
  ].flatMap((expression) => check(expression, checker));

function check({ language, text, path, at, names }: Expression, checker: TemplateChecker): Finding[] {
  if (language === 'template' && !isTemplated(text) && !text.includes('{#')) return [];
  const problems: { message: string; line?: number; column?: number }[] =
    language === 'cel' ? checker.cel(text) : checker.template(text, names);
  return problems.map(({ message, line, column }) => {
    const place =
      line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`} of the text)`;
    return {
      code: 'BAD_TEMPLATE',
      path,
      ...(at === undefined ? {} : { at }),
      message: `bad ${language === 'cel' ? 'condition' : 'template'}: ${message}${place}`,
    };
  });
}

function expressionsOf(node: OutlineNode, operators: OperatorCatalog): Expression[] {
  const edges = node.upstream.flatMap(({ when, path }): Expression[] =>
    when === null ? [] : [{ language: 'cel', text: when, path: [...path.slice(0, -1), 'when'] }],
  );
  return [...edges, ...mapExpressions(node), ...(isTask(node) ? taskExpressions(node, operators) : [])];
}

/** The keys of an object that is mapped over are values of its pairs. */
function mapExpressions({ raw, path }: OutlineNode): Expression[] {
  return Object.entries(objectOr(raw['map'])).flatMap(([name, value]) => {
    const here = [...path, 'map', name];
    const keys = Object.keys(objectOr(value)).map((key): Expression => ({
      language: 'template',
      text: key,
      path: [...here, key],
      at: 'key',
    }));
    return [...keys, ...templatesIn(value, here)];
  });
}

function taskExpressions(task: TaskNode, operators: OperatorCatalog): Expression[] {
  const { type, mapIndexTemplate, cache, target } = task.raw;
  const operator = typeof type === 'string' ? operators.get(type) : undefined;
  const params = Object.entries(objectOr(task.raw['with'])).flatMap(([key, value]): Expression[] => {
    const path = [...task.path, 'with', key];
    if (operator?.celFields.includes(key))
      return typeof value === 'string' ? [{ language: 'cel', text: value, path }] : [];
    return operator?.untemplated.includes(key) ? [] : templatesIn(value, path);
  });
  const name = templatesIn(mapIndexTemplate, [...task.path, 'mapIndexTemplate']);
  const key = templatesIn(objectOr(cache)['key'], [...task.path, 'cache', 'key']);
  const outlets = templatesIn(task.raw['outlets'], [...task.path, 'outlets']);
  return [...params, ...name, ...key, ...outlets, ...templatesIn(target, [...task.path, 'target'])];
}

/** Outlets that tasks inherit. */
const inheritedOutlets = ({ raw, path }: OutlineNode): Expression[] =>
  templatesIn(objectOr(raw['defaultArgs'])['outlets'], [...path, 'defaultArgs', 'outlets']);

function notifierExpressions(outline: Outline, operators: OperatorCatalog): Expression[] {
  return notifiersOf(outline).flatMap(({ type, params, path, level, trigger }) => {
    const untemplated = operators.get(type)?.untemplated ?? [];
    const names = { more: NOTIFIER_NAMES, lacking: tellsOfRun(level, trigger) ? TASK_NAMES : [] };
    return Object.entries(params)
      .filter(([key]) => !untemplated.includes(key))
      .flatMap(([key, value]) => templatesIn(value, [...path, 'with', key]))
      .map((expression) => ({ ...expression, names }));
  });
}

/** Every string in the value, at any depth; keys are no templates. */
function templatesIn(value: Json | undefined, path: Path): Expression[] {
  if (typeof value === 'string') return [{ language: 'template', text: value, path }];
  if (value === null || typeof value !== 'object') return [];
  const members: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return members.flatMap(([key, member]) => templatesIn(member, [...path, key]));
}
