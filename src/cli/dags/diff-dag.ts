import { notFound } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import type { Json } from '../../domain/json.js';
import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type SpecVersion, TWO_VERSIONS } from './dags.operations.js';
import { type DiffLine, diffLines } from './diff-lines.js';
import { specDiff } from './spec-diff.js';

/** Answers 0 whether there is a difference or not. */
export const diffDag: Handler<readonly [dagId: string, a: string, b: string], unknown> = async (cli, [id, a, b]) => {
  const numbers = { a: versionNumber(a), b: versionNumber(b) };
  const { dag } = await cli.client.execute(TWO_VERSIONS, { id, ...numbers });
  if (dag === null) throw notFound(`DAG "${id}"`);
  const [before, after] = [present(id, numbers.a, dag.a), present(id, numbers.b, dag.b)];
  const changes = specDiff(before.spec as Json, after.spec as Json);
  if (cli.out.json) {
    cli.out.document({ dagId: id, from: numbers.a, to: numbers.b, changes });
    return EXIT.ok;
  }
  cli.out.line(cli.out.style.bold(`${id}  ${title(before)} → ${title(after)}`));
  if (changes.length === 0) cli.out.line('no difference');
  const { stringify } = await import('yaml');
  for (const line of diffLines(changes, (value) => stringify(value, { lineWidth: 0 }))) printLine(cli, line);
  return EXIT.ok;
};

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliFailure(EXIT.usage, 'USAGE', `"${text}" is no version: write a number such as 3`);
}

function present(id: string, number: number, version: SpecVersion | null): SpecVersion {
  if (version === null) throw notFound(`version ${number} of DAG "${id}"`);
  return version;
}

const title = ({ number, registeredAt, registeredBy }: SpecVersion): string =>
  `version ${number} (${instantText(registeredAt)} by ${plainLine(registeredBy.name)})`;

function printLine({ out }: Cli, { sign, text }: DiffLine): void {
  const paint =
    sign === '+' ? out.style.good : sign === '-' ? out.style.bad : sign === '~' ? out.style.wait : out.style.dim;
  out.line(paint(`${sign} ${plainLine(text)}`));
}
