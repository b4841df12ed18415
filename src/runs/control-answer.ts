import type { Pool } from 'pg';
import type { Listener } from '../platform/database/listener.js';
import { wakeOn } from '../platform/graphql/wake-on.js';

export { requestControl } from '../../activities/engine/run/index.js';
export type { NewControl, RequestedControl } from '../../activities/engine/run/index.js';

/** What became of a control; `affected` names task instances as `taskId/mapIndex`. */
export type ControlAnswer =
  { kind: 'applied'; affected: string[] } | { kind: 'refused'; code: 'ILLEGAL_STATE' | 'NOT_FOUND'; message: string };

/** A run that is under way answers within a few ms; longer than this means that its execution is away, and the control waits for it. */
const LONGEST_WAIT_MS = 10_000;

/** The answer in the control's row, null while there is none. */
export async function controlAnswer(pool: Pool, dagRunId: string, number: number): Promise<ControlAnswer | null> {
  const { rows } = await pool.query<{ answer: ControlAnswer | null }>(
    'select answer from controls where dag_run_id = $1 and number = $2',
    [dagRunId, number],
  );
  return rows[0]?.answer ?? null;
}

/** Waits for the answer without polling: the run's turn tells of itself by NOTIFY. Answers null where it takes too long. */
export async function awaitControl(
  pool: Pool,
  listener: Listener,
  dagRunId: string,
  number: number,
  withinMs = LONGEST_WAIT_MS,
): Promise<ControlAnswer | null> {
  let wake: () => void = () => undefined;
  let woken = new Promise<void>((resolve) => (wake = resolve));
  const stop = await wakeOn(
    listener,
    'continuo_run',
    (id) => id === dagRunId,
    () => wake(),
  );
  const deadline = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), withinMs).unref());
  try {
    for (;;) {
      const answer = await controlAnswer(pool, dagRunId, number);
      if (answer !== null) return answer;
      if ((await Promise.race([woken, deadline])) === 'late') return controlAnswer(pool, dagRunId, number);
      woken = new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
  }
}
