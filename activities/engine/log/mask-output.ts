/** What is written through, as `process.stdout` has it. */
export interface Output {
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean;
}

/**
 * Text that code of the user's own prints past its logger (console.log) ends in the worker's own log: it is masked on its way there.
 * Bytes pass as they are, as they may be no text.
 */
export function maskOutput(
  mask: (text: string) => string,
  outputs: readonly Output[] = [process.stdout as Output, process.stderr as Output],
): void {
  for (const output of outputs) {
    const write = output.write.bind(output);
    output.write = (chunk, ...rest) => write(typeof chunk === 'string' ? mask(chunk) : chunk, ...rest);
  }
}
