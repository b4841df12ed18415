import type { ValidateOptions } from '../../domain/dag/validate-dag.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type CheckedDocument, checkDocument } from './check-document.js';
import { readDagDocuments } from './dag-documents.js';
import { issueLine } from './issue-line.js';
import { checkOptions } from './check-options.js';

/** Works without a service: the same checks as at registration, with the operators of this package and of the project. */
export const validateDags: Handler<readonly [files: readonly string[]], unknown> = async (cli, [files]) => {
  const documents = (await Promise.all(files.map((file) => readDagDocuments(cli.io, file)))).flat();
  if (documents.length === 0) throw new CliFailure(EXIT.usage, 'USAGE', 'the files hold no DAG');
  const options: ValidateOptions = await checkOptions(cli);
  const results = documents.map((document) => checkDocument(document, options));
  if (cli.out.json) cli.out.document(results);
  else results.forEach((result) => printResult(cli, result));
  return results.every(({ valid }) => valid) ? EXIT.ok : EXIT.failed;
};

function printResult({ out }: Cli, { file, dagId, valid, issues, warnings }: CheckedDocument): void {
  for (const issue of issues) out.line(out.style.bad(issueLine(file, issue)));
  for (const warning of warnings) out.line(out.style.wait(issueLine(file, warning)));
  if (valid) out.line(`${plainLine(file)} ${plainLine(dagId ?? '')} ${out.style.good('is valid')}`);
}
