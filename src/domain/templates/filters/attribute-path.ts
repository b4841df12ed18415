import type { Run } from '../evaluate/run.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { isInteger, isString, isUndefined } from '../values/recognise.js';

/** Reads `a.b.0` of an item, as the `attribute` argument of Jinja's filters means it. */
export function attributeReader(path: Value, run: Run, otherwise?: Value): (item: Value) => Value {
  const parts = isInteger(path)
    ? [path]
    : isString(path)
      ? path.split('.').map(partOf)
      : fail(`an attribute is a str or an int, not ${typeName(path)}`);
  return (item) => {
    const found = parts.reduce<Value>((value, part) => memberOf(value, part, run), item);
    return isUndefined(found) && otherwise !== undefined ? otherwise : found;
  };
}

const partOf = (part: string): Value => (/^\d+$/.test(part) ? Number(part) : part);

function memberOf(value: Value, part: Value, run: Run): Value {
  run.budget.step();
  const found = run.item(value, part);
  return isUndefined(found) && isString(part) ? run.attribute(value, part) : found;
}

/** The sort key of Jinja's filters: texts are compared without case unless asked for. */
export const ignoringCase =
  (caseSensitive: boolean) =>
  (value: Value): Value =>
    !caseSensitive && isString(value) ? value.toLowerCase() : value;
