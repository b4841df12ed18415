import { refusalFailure } from '../client/api-errors.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli } from '../invocation.js';
import type { DeleteResult } from './connections.operations.js';

/** @param done what happened to it, for people */
export function reportDeleted({ out }: Cli, result: DeleteResult, done: string): ExitCode {
  if (result.__typename !== 'Deleted') throw refusalFailure(result);
  if (out.json) out.document({ id: result.id });
  else out.line(`${plainLine(result.id)} ${done}`);
  return EXIT.ok;
}
