import type { Pool } from 'pg';
import type { Notifier } from '../../../src/event-store/index.js';
import type { RunActivities } from '../../contract.js';
import { claim, claimPage } from './claim.js';
import { recordTurn } from './record-turn.js';

export { requestControl } from './request-control.js';
export type { NewControl, RequestedControl } from './request-control.js';
export { reopenRun } from './reopen.sql.js';
export { hasEnded, lockRun } from './run-row.sql.js';

/** The local activities of the run workflow, bound to a database. */
export function createRunActivities(pool: Pool, notifier: Notifier): RunActivities {
  return {
    claim: (input) => claim(pool, input),
    claimPage: (input) => claimPage(pool, input),
    recordTurn: async (input) => {
      const answer = await recordTurn(pool, input);
      if (answer.kind === 'recorded' && input.events.length > 0) {
        notifier.poke('continuo_run', input.dagRunId);
        notifier.poke('continuo_events');
        if (input.events.some((event) => event.type === 'RunSucceeded' || event.type === 'RunFailed'))
          notifier.poke('continuo_outbox');
      }
      return answer;
    },
  };
}
