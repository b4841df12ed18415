import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { type DagDocument, readDagDocuments } from './dag-documents.js';
import { REGISTER_DAGS, type RegisterDagResult } from './dags.operations.js';
import { issueLine } from './issue-line.js';

interface Registered {
  readonly document: DagDocument;
  readonly result: RegisterDagResult;
}

/** All files are read before the first is registered; an invalid DAG does not keep the others back. */
export const registerDags: Handler<readonly [files: readonly string[]], MutationOptions> = async (
  cli,
  [files],
  options,
) => {
  const documents = (await Promise.all(files.map((file) => readDagDocuments(cli.io, file)))).flat();
  const all: Registered[] = [];
  for (const batch of batchesOf(documents)) {
    const registered = await register(cli, batch, options);
    all.push(...registered);
    if (!cli.out.json) for (const { document, result } of registered) printResult(cli, document, result);
  }
  if (cli.out.json) cli.out.document(all.map(({ document: { file }, result }) => ({ file, ...result })));
  return worst(all.map(({ result }) => exitCodeOf(result)));
};

/** In one call: few enough that it does not last, and well within the service's limit of a request. */
const MOST_DAGS = 100;
const MOST_CHARACTERS = 1_000_000;

function batchesOf(documents: readonly DagDocument[]): DagDocument[][] {
  const batches: DagDocument[][] = [];
  let characters = Infinity;
  for (const document of documents) {
    characters += document.text.length;
    if (characters > MOST_CHARACTERS || (batches.at(-1)?.length ?? 0) >= MOST_DAGS) {
      batches.push([]);
      characters = document.text.length;
    }
    batches.at(-1)?.push(document);
  }
  return batches;
}

async function register(cli: Cli, documents: readonly DagDocument[], options: MutationOptions): Promise<Registered[]> {
  const dags = documents.map(({ format, text }) => ({
    source: text,
    format: format === 'json' ? ('JSON' as const) : ('YAML' as const),
  }));
  const { registerDags: answer } = await cli.client.execute(REGISTER_DAGS, {
    input: { dags, ...mutationFields(options) },
  });
  return documents.map((document, i) => {
    const result = answer.__typename === 'Refused' ? answer : answer.results[i];
    if (result === undefined) throw new Error(`the service has not answered for ${document.file}`);
    return { document, result };
  });
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
