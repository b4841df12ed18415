import { EXIT, type ExitCode } from '../exit-code.js';

/** True when the run goes on no more (unless someone clears tasks of it). */
export const hasEnded = (run: { readonly state: string }): boolean => run.state === 'SUCCESS' || run.state === 'FAILED';

/** What a command that waited for the run answers. */
export const exitCodeOf = (run: { readonly state: string }): ExitCode =>
  run.state === 'FAILED' ? EXIT.failed : EXIT.ok;
