import { notFound } from '../client/api-errors.js';
import type { Cli } from '../invocation.js';
import { RUN_BY_ID, RUN_BY_KEY, type RunSummary } from './runs.operations.js';

/** The run that a person names by its id or by <dag>/<run id>. @throws CliFailure where there is none */
export async function findRun({ client }: Cli, name: string): Promise<RunSummary> {
  const slash = name.indexOf('/');
  const run =
    slash > 0
      ? (await client.execute(RUN_BY_KEY, { dagId: name.slice(0, slash), runId: name.slice(slash + 1) })).dagRunByKey
      : (await client.execute(RUN_BY_ID, { id: name })).dagRun;
  if (run === null) throw notFound(`run "${name}"`);
  return run;
}
