import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { type DagDocument, readDagDocuments } from './dag-documents.js';
import { REGISTER_DAG, type RegisterDagResult } from './dags.operations.js';
import { issueLine } from './issue-line.js';

/** All files are read before the first is registered; an invalid or refused DAG does not keep the others back. */
export const registerDags: Handler<readonly [files: readonly string[]], MutationOptions> = async (
  cli,
  [files],
  options,
) => {
  const documents = (await Promise.all(files.map((file) => readDagDocuments(cli.io, file)))).flat();
  const results: { file: string; result: RegisterDagResult }[] = [];
  for (const document of documents) {
    const result = await register(cli, document, options);
    results.push({ file: document.file, result });
    if (!cli.out.json) printResult(cli, document, result);
  }
  if (cli.out.json) cli.out.document(results.map(({ file, result }) => ({ file, ...result })));
  return worst(results.map(({ result }) => exitCodeOf(result)));
};

async function register(cli: Cli, { format, text }: DagDocument, options: MutationOptions): Promise<RegisterDagResult> {
  const input = {
    source: text,
    format: format === 'json' ? ('JSON' as const) : ('YAML' as const),
    ...mutationFields(options),
  };
  const { registerDag } = await cli.client.execute(REGISTER_DAG, { input });
  return registerDag;
}

function printResult({ out, io }: Cli, { file, hasLines }: DagDocument, result: RegisterDagResult): void {
  if (result.__typename === 'DagRegistered') {
    const what = result.created ? out.style.good('new version') : 'unchanged';
    const paused = result.dag.paused ? ' (paused: "continuo dags unpause" starts its schedule)' : '';
    out.line(`${result.dag.id}  version ${result.version.number}  ${what}${paused}`);
  } else if (result.__typename === 'InvalidDag') {
    for (const issue of result.issues)
      io.stderr.write(`${issueLine(file, hasLines ? issue : { ...issue, line: null })}\n`);
  } else {
    io.stderr.write(`${file}: ${refusalFailure(result).message}\n`);
  }
}

function exitCodeOf(result: RegisterDagResult): ExitCode {
  if (result.__typename === 'DagRegistered') return EXIT.ok;
  return result.__typename === 'InvalidDag' ? EXIT.failed : refusalFailure(result).exitCode;
}

/** The greatest code counts: a refusal is further from done than an invalid DAG. */
const worst = (codes: readonly ExitCode[]): ExitCode => {
  if (codes.length === 0) throw new CliFailure(EXIT.usage, 'USAGE', 'the files hold no DAG');
  return codes.reduce((most, code) => (code > most ? code : most), EXIT.ok);
};
