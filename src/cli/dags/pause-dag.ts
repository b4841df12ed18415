import { refusalFailure } from '../client/api-errors.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { SET_DAG_PAUSED } from './dags.operations.js';

type SetPaused = Handler<readonly [dagId: string], MutationOptions>;

export const pauseDag: SetPaused = async (cli, [dagId], options) => await setPaused(cli, dagId, true, options);
export const unpauseDag: SetPaused = async (cli, [dagId], options) => await setPaused(cli, dagId, false, options);

async function setPaused(cli: Cli, dagId: string, paused: boolean, options: MutationOptions): Promise<ExitCode> {
  const variables = { dagId, paused, ...mutationFields(options) };
  const { setDagPaused } = await cli.client.execute(SET_DAG_PAUSED, variables);
  if (setDagPaused.__typename !== 'DagPausedChanged') throw refusalFailure(setDagPaused);
  if (cli.out.json) cli.out.document(setDagPaused.dag);
  else cli.out.line(`${setDagPaused.dag.id} is ${setDagPaused.dag.paused ? 'paused' : 'active'}`);
  return EXIT.ok;
}
