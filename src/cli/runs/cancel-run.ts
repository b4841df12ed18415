import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { findRun } from './find-run.js';
import { type ControlResult, SET_RUN_STATE, type SetRunStateInput } from './runs.operations.js';

/** The service waits 15 s for the run's answer; asked again with the same key, it goes on waiting for the same request. */
const TIMES_ASKED = 4;

export const cancelRun: Handler<readonly [run: string], MutationOptions> = async (cli, [name], options) => {
  const { id } = await findRun(cli, name);
  const result = await cancel(cli, { dagRunId: id, state: 'FAILED', ...mutationFields(options) });
  if (result.__typename !== 'ControlApplied') throw refusalFailure(result);
  const { dagRun, affected } = result;
  if (cli.out.json) cli.out.document({ dagRun, affected });
  else cli.out.line(`${dagRun.dagId}/${dagRun.runId} is ${dagRun.state}; tasks affected: ${affected.length}`);
  return EXIT.ok;
};

async function cancel(cli: Cli, input: SetRunStateInput): Promise<ControlResult> {
  for (let asked = 1; ; asked += 1) {
    const { setDagRunState: result } = await cli.client.execute(SET_RUN_STATE, { input });
    const late = result.__typename === 'ControlRefused' && result.code === 'UNAVAILABLE';
    if (!late || asked === TIMES_ASKED) return result;
    cli.out.note('the request is recorded; waiting for the run to take it up');
  }
}
