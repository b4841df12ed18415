import { refusalFailure } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { instantsOfDag } from '../input/instants-of-dag.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { CREATE_BACKFILL, type CreateBackfillInput } from './backfills.operations.js';
import { printBackfill } from './print-backfill.js';
import { watchBackfill } from './watch-backfill.js';

interface Options extends MutationOptions {
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
  readonly backwards?: boolean;
  readonly maxActiveRuns: number;
  readonly reprocess: string;
  readonly onLatestVersion?: boolean;
  readonly conf?: string;
  readonly wait?: boolean;
}

export const createBackfill: Handler<readonly [dagId: string], Options> = async (cli, [dagId], options) => {
  const { createBackfill: result } = await cli.client.execute(CREATE_BACKFILL, {
    input: await inputOf(cli, dagId, options),
  });
  if (result.__typename !== 'BackfillCreated') throw refusalFailure(result);
  const { backfill } = result;
  if (options.wait === true && !backfill.dryRun) {
    cli.out.note(`backfill ${backfill.id}`);
    return watchBackfill(cli, [backfill.id], {});
  }
  printBackfill(cli, backfill);
  return EXIT.ok;
};

async function inputOf(cli: Cli, dagId: string, options: Options): Promise<CreateBackfillInput> {
  const { maxActiveRuns, conf } = options;
  const [from = '', to = ''] = await instantsOfDag(cli, dagId, [options.from, options.to]);
  return {
    dagId,
    ...{ from, to, maxActiveRuns, reprocess: options.reprocess.toUpperCase() },
    ...{ runBackwards: options.backwards === true, onLatestVersion: options.onLatestVersion === true },
    ...(conf === undefined ? {} : { conf: await jsonArgument(cli.io, '--conf', conf) }),
    dryRun: options.dryRun === true,
    ...mutationFields(options),
  };
}
