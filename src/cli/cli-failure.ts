import type { ExitCode } from './exit-code.js';

/** Ends the command with a message for people and an exit code for scripts. The message never holds a secret. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';

  /** @param code word for programs (--json), e.g. NOT_FOUND */
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
