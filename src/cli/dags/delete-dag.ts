import { counted } from '../../domain/runs/explain/words.js';
import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { DELETE_DAG } from './dags.operations.js';

export const deleteDag: Handler<readonly [dagId: string], MutationOptions> = async (cli, [dagId], options) => {
  const { deleteDag: result } = await cli.client.execute(DELETE_DAG, { dagId, ...mutationFields(options) });
  if (result.__typename !== 'DagDeleted') throw refusalFailure(result);
  if (cli.out.json) cli.out.document(result);
  else cli.out.line(`${result.dagId} is deleted, with ${counted(result.runs, 'run')}`);
  return EXIT.ok;
};
