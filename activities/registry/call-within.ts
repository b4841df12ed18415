import { Script } from 'node:vm';

const BODY = Symbol.for('continuo.body');
const script = new Script('globalThis[Symbol.for("continuo.body")]()', { filename: 'timetable' });

/** The code did not come back in time. */
export class TookTooLong extends Error {}

/**
 * Runs a function of the user's that answers at once, and stops it after `limitMs`: nothing that it does can hold up the process for longer, an
 * endless loop included. It runs in the process itself, because a schedule is asked within a transaction.
 */
export function callWithin<Answer>(limitMs: number, body: () => Answer): Answer {
  const answers: Answer[] = [];
  const place = globalThis as { [BODY]?: () => void };
  place[BODY] = () => void answers.push(body());
  try {
    script.runInThisContext({ timeout: limitMs });
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TookTooLong(`it did not answer within ${limitMs} ms`);
  } finally {
    delete place[BODY];
  }
  const [answer] = answers;
  if (answers.length === 0) throw new TookTooLong('it was stopped');
  return answer as Answer;
}
