import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import { type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { findRun } from '../runs/find-run.js';
import { RESPOND_TO_APPROVAL } from './approvals.operations.js';

interface Options extends MutationOptions {
  readonly params?: string;
  readonly mapIndex: number;
}

export const respondToApproval: Handler<
  readonly [run: string, task: string, choices: readonly string[]],
  Options
> = async (cli, [run, taskId, choices], options) => {
  const params = options.params === undefined ? {} : { params: await jsonArgument(cli.io, '--params', options.params) };
  const { id: dagRunId } = await findRun(cli, run);
  const input = { dagRunId, taskId, mapIndex: options.mapIndex, choices, ...params, ...mutationFields(options) };
  const { respondToApproval: result } = await cli.client.execute(RESPOND_TO_APPROVAL, { input });
  if (result.__typename === 'Refused') throw refusalFailure(result);
  if (result.__typename === 'InvalidParams') {
    const lines = result.issues.map(({ path, message }) => plainLine(`${path}: ${message}`));
    throw new CliFailure(EXIT.refused, 'INVALID', lines.join('\n'));
  }
  const { approval } = result;
  if (cli.out.json) cli.out.document(approval);
  else cli.out.line(`${approval.dagId} ${approval.taskId}: ${(approval.chosen ?? []).join(', ')}`);
  return EXIT.ok;
};
