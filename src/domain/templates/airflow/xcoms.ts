import type { Run } from '../evaluate/run.js';
import { native, type Native } from '../methods/signature.js';
import { takeText } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Callable, Value } from '../values/kinds.js';
import { callable } from '../values/make.js';
import { asInteger } from '../values/numbers.js';
import { isSequence } from '../values/recognise.js';
import { itemsOf } from '../values/sequence.js';
import { isTrue } from '../values/truth.js';

const RETURN_VALUE = 'return_value';

function pull(taskId: string, key: string, { indexes, listed }: Chosen, run: Run): Value {
  const answer = run.lookup({ kind: 'xcom', taskId, key, mapIndexes: indexes });
  if (!answer.ok) return fail(answer.message, taskId);
  if (!listed || indexes?.length !== 1) return answer.value;
  return answer.value === null ? [] : [answer.value];
}

/** One task gives its value, a list of tasks the list of theirs. */
function pullAll(tasks: Value, key: string, mapIndexes: Value | undefined, run: Run): Value {
  const chosen = chosenOf(mapIndexes);
  if (isSequence(tasks)) return itemsOf(tasks).map((task) => pull(takeText(task), key, chosen, run));
  return pull(takeText(tasks), key, chosen, run);
}

/** Map indexes that are asked for, null for all; one gives its value, a list of them a list, even of one. */
interface Chosen {
  indexes: readonly number[] | null;
  listed: boolean;
}

function chosenOf(value: Value | undefined): Chosen {
  if (value === undefined || value === null) return { indexes: null, listed: false };
  const listed = isSequence(value);
  return { indexes: (listed ? itemsOf(value) : [value]).map((index) => asInteger(index, 'map_indexes')), listed };
}

const asCallable = (name: string, body: Native): Callable => callable(name, (given, run) => body(null, given, run));

/** `xcom('task')`, `xcom('task', 'key')`. */
export const xcomFunction = (): Callable =>
  asCallable(
    'xcom',
    native('task key? mapIndexes?', (_, [task, key, indexes], run) =>
      pullAll(task ?? null, takeText(key, RETURN_VALUE), indexes, run),
    ),
  );

/** Airflow's ti.xcom_pull; without task_ids the task's own value. */
export const xcomPull = (ownTaskId: string): Callable =>
  asCallable(
    'ti.xcom_pull',
    native('task_ids? dag_id? key? include_prior_dates? map_indexes? default? run_id?', (_, given, run) => {
      const [tasks, dagId, key, priorDates, indexes, otherwise, runId] = given;
      if ((dagId ?? null) !== null || (runId ?? null) !== null)
        fail('xcom_pull reads this run only: dag_id and run_id are not known here', 'xcom_pull');
      if (priorDates !== undefined && isTrue(priorDates))
        fail('xcom_pull reads this run only: include_prior_dates is not known here', 'xcom_pull');
      return pullAll(tasks ?? ownTaskId, takeText(key, RETURN_VALUE), indexes, run) ?? otherwise ?? null;
    }),
  );
