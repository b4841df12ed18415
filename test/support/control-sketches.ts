import type { ControlRequest, Selection } from '../../src/domain/runs/controls/control-request.js';
import { obligations } from '../../src/domain/runs/obligations.js';
import type { RunInput } from '../../src/domain/runs/run-inputs.js';
import { control, ended, failed, planOf, Scenario } from './run-builder.js';

export const all: Selection = { taskIds: null, mapIndexes: null, upstream: false, downstream: true, onlyFailed: false };
export const only = (...taskIds: string[]): Selection => ({ ...all, taskIds, downstream: false });
export const from = (...taskIds: string[]): Selection => ({ ...all, taskIds });
export const clear = (select: Selection, number = 1): RunInput => control(number, { kind: 'clearTasks', select });
export const ask = (request: ControlRequest, number = 1): RunInput => control(number, request);

/** Plays a run to its end: what is open succeeds, but for the tasks that shall fail. */
export function finish(run: Scenario, ...failing: string[]): Scenario {
  for (let i = 0; i < 50; i += 1) {
    const open = obligations(run.index, run.state, run.now).dispatch;
    if (open.length === 0 && run.state.phase !== 'queued') break;
    run.when(
      ...open.map(({ taskId, tryNumber }) =>
        failing.includes(taskId) ? failed(taskId, tryNumber) : ended(taskId, { kind: 'SUCCESS' }, tryNumber),
      ),
    );
  }
  return run;
}

/** A run that has made its first turn. */
export function started(...args: Parameters<typeof planOf>): Scenario {
  const run = new Scenario(planOf(...args));
  run.when();
  return run;
}
