import type { Run } from '../evaluate/run.js';
import { native } from '../methods/signature.js';
import { takeText } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { callable, facade, undefinedValue } from '../values/make.js';
import { getKey } from '../values/mapping.js';
import { isMapping, isUndefined } from '../values/recognise.js';

/** Airflow's names of a connection's fields. */
const ALIASES: Readonly<Record<string, string>> = {
  conn_id: 'id',
  conn_type: 'type',
  user: 'login',
  username: 'login',
  extra_dejson: 'extra',
};

function connection(id: string, run: Run): Value {
  const answer = run.lookup({ kind: 'connection', id });
  if (!answer.ok) return undefinedValue(answer.message, id);
  const { value } = answer;
  // Without `json`: a connection as a whole never stands in a result.
  return facade({ name: 'connection', attribute: (name) => field(id, value, name) });
}

function field(id: string, value: Value, name: string): Value | undefined {
  if (!isMapping(value)) return undefined;
  const key = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  const found = getKey(value, key) ?? (key === 'id' ? id : null);
  if (name !== 'extra_dejson' || typeof found !== 'string') return found;
  try {
    return JSON.parse(found) as Value;
  } catch {
    return fail(`'extra' of the connection '${id}' is not JSON`, name);
  }
}

const get = native('conn_id default_conn?', (_, [id, otherwise], run) => {
  const found = connection(takeText(id), run);
  return isUndefined(found) && otherwise !== undefined ? otherwise : found;
});

/** `conn('id').host`, `conn.id.host`, `conn.get('id')`. A field that the connection does not have is None. */
export function connections(): Value {
  const callableGet = callable('conn.get', (given, run) => get(null, given, run));
  return facade({
    name: 'conn',
    attribute: (name, run) => (name === 'get' ? callableGet : connection(name, run)),
    call: (given, run) => get(null, given, run),
  });
}
