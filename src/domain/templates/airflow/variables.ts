import type { Run } from '../evaluate/run.js';
import { native } from '../methods/signature.js';
import { takeText } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { attributes, callable, facade, undefinedValue } from '../values/make.js';
import { isUndefined } from '../values/recognise.js';

type Read = (name: string, run: Run) => Value;

const readValue: Read = (name, run) => {
  const answer = run.lookup({ kind: 'variable', name });
  return answer.ok ? answer.value : undefinedValue(answer.message, name);
};

const readJson: Read = (name, run) => {
  const value = readValue(name, run);
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return fail(`the variable '${name}' is not JSON`, name);
  }
};

const withDefault = (read: Read) =>
  native('key default? default_var?', (_, [key, otherwise, other], run) => {
    const value = read(takeText(key), run);
    const fallback = otherwise === undefined ? other : otherwise;
    return isUndefined(value) && fallback !== undefined ? fallback : value;
  });

/** `var.value.x`, `var.value.get('x', 'otherwise')`. */
function accessor(name: string, read: Read): Value {
  const get = withDefault(read);
  const callableGet = callable(`${name}.get`, (given, run) => get(null, given, run));
  return facade({ name, attribute: (key, run) => (key === 'get' ? callableGet : read(key, run)) });
}

/** `var('x')`, `var.value.x`, `var.json.x`. A variable that is not there is undefined: `default` works on it. */
export function variables(): Value {
  const get = withDefault(readValue);
  return attributes(
    'var',
    { value: accessor('var.value', readValue), json: accessor('var.json', readJson) },
    { call: (given, run) => get(null, given, run) },
  );
}
