import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import type { Io } from '../io.js';

const MOST_CHARACTERS = 1_000_000;

/** The first line of stdin, or all of it. @throws CliFailure where nothing comes */
export async function readStdin(
  io: Io,
  what: string,
  part: 'first line' | 'everything' = 'first line',
): Promise<string> {
  let text = '';
  io.stdin.setEncoding('utf8');
  for await (const chunk of io.stdin as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MOST_CHARACTERS) throw new CliFailure(EXIT.usage, 'USAGE', `${what} on stdin is too long`);
  }
  const value = part === 'first line' ? (text.split(/\r?\n/)[0] ?? '') : text.replace(/\r?\n$/, '');
  if (value === '') throw new CliFailure(EXIT.usage, 'USAGE', `${what} was expected on stdin, but nothing came`);
  return value;
}

/** True where a person can be asked. */
export const canAsk = (io: Io): boolean => io.stdin.isTTY === true && io.stderr.isTTY === true;

/** Asks on the terminal; what is typed does not show. An empty answer is ''. */
export async function askSecret(io: Io, question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  io.stderr.write(question);
  // readline echoes into its output: this one swallows everything
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: io.stdin, output: nowhere, terminal: true });
  const abort = new AbortController();
  prompt.on('SIGINT', () => abort.abort());
  try {
    return await prompt.question('', { signal: abort.signal });
  } catch {
    throw new CliFailure(EXIT.usage, 'USAGE', 'nothing was done');
  } finally {
    prompt.close();
    io.stderr.write('\n');
  }
}
