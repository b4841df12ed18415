import { type Json, type TaskContext, TaskFailure } from '../../sdk/index.js';

/**
 * Full ids out of what was chosen: the name of a task or a group of the DAG, a list of names, or null for none. A name that nothing has is a mistake,
 * not a choice of none (airflow-semantics §1.4).
 * @throws BadChoice, not retryable
 */
export function chosenIds({ member }: Pick<TaskContext, 'member'>, chosen: Json | undefined): string[] {
  if (chosen === null || chosen === undefined) return [];
  const names = [chosen].flat();
  if (!names.every((name) => typeof name === 'string' && name !== ''))
    throw badChoice(`chosen was ${shown(chosen)}: give a task id, a group, a list of them, or null`);
  const ids = (names as string[]).map((name) => {
    const id = member(name);
    if (id === null) throw badChoice(`chosen was ${shown(name)}, and there is no task or group of that name`);
    return id;
  });
  return [...new Set(ids)];
}

const shown = (value: Json): string => JSON.stringify(value).slice(0, 200);

const badChoice = (message: string): TaskFailure => new TaskFailure('BadChoice', message, { retryable: false });
