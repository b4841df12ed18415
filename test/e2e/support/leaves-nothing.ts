import { expect } from 'vitest';
import type { Here } from './here.js';

/** Everything that a registration or a trigger leaves behind. */
const TRACES = `select (select count(*) from dags) as dags, (select count(*) from dag_versions) as versions, (select count(*) from dag_runs) as runs,
  (select count(*) from events where stream like 'dag-%' or type = 'RunCreated') as events, (select count(*) from idempotency_keys) as keys`;

/** What is refused is not half done: no row and no event more than before. */
export async function leavesNothing<T>(here: Here, work: () => Promise<T>): Promise<T> {
  const before = await here.rows(TRACES);
  const answer = await work();
  expect(await here.rows(TRACES)).toEqual(before);
  return answer;
}
