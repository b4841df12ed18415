import { nearest } from '../../nearest.js';
import type { JsonObject } from '../../json.js';
import { SENSOR_KEYS } from '../defaults.js';
import type { Path } from '../../schema-problems.js';
import type { Finding } from '../issue.js';
import { isTask, objectOr, type Outline, type TaskNode } from '../graph/outline.js';
import { checkWith } from './check-with.js';
import type { CatalogEntry, OperatorCatalog } from './operator-catalog.js';
import { isUnsupportedType, type Unsupported } from './unsupported.js';

/** Each task's operator: that somebody serves it, that `with` fits its schema, that only sensors have the keys of sensors. */
export const checkOperators = (outline: Outline, operators: OperatorCatalog, unsupported: Unsupported): Finding[] =>
  outline.nodes.filter(isTask).flatMap((task) => {
    const { type } = task.raw;
    if (typeof type !== 'string' || type === '') return [];
    const operator = operators.get(type);
    if (operator === undefined) return [unknownOperator([...task.path, 'type'], type, operators, unsupported)];
    return [...checkTaskWith(task, type, operator), ...checkSensorKeys(task, type, operator)];
  });

export function unknownOperator(
  path: Path,
  type: string,
  operators: OperatorCatalog,
  unsupported: Unsupported,
): Finding {
  if (isUnsupportedType(type, unsupported)) {
    return { code: 'NOT_YET_SUPPORTED', path, message: `the operator ${type} is not supported yet` };
  }
  const types = operators.types();
  const hint = nearest(type, types);
  const advice = hint === null ? `known are ${[...types].sort().join(', ')}` : `did you mean "${hint}"?`;
  return { code: 'UNKNOWN_OPERATOR', path, message: `no worker serves the operator "${type}": ${advice}` };
}

function checkTaskWith(task: TaskNode, type: string, operator: CatalogEntry): Finding[] {
  const given = task.raw['with'];
  const params: JsonObject = objectOr(given);
  // A `with` of the wrong kind is the schema's business.
  if (given !== undefined && params !== given) return [];
  return checkWith(params, operator).map(({ path, message, kind }) => ({
    code: 'BAD_WITH',
    path: [...task.path, 'with', ...path],
    at: kind === 'bad-value' ? 'value' : 'key',
    message: `${type}: ${message}`,
  }));
}

function checkSensorKeys(task: TaskNode, type: string, operator: CatalogEntry): Finding[] {
  if (operator.sensor) return [];
  return SENSOR_KEYS.filter((key) => task.raw[key] !== undefined).map((key) => {
    const advice = key === 'timeout' ? 'use executionTimeout' : 'remove it';
    const message = `${key} is for sensors, and ${type} is none: ${advice}`;
    return { code: 'UNKNOWN_KEY', path: [...task.path, key], at: 'key', message };
  });
}
