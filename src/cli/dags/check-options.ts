import { resolve } from 'node:path';
import { builtinOperators, createRegistry, loadUserCode } from '../../../activities/registry/index.js';
import { templateChecker } from '../../domain/dag/check/template-checker.js';
import type { ValidateOptions } from '../../domain/dag/validate-dag.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli } from '../invocation.js';

/** What registration checks DAGs against: the operators of this package, and those, the timetables and the calendars of the project (CONTINUO_PROJECT, default the working directory). */
export async function checkOptions({ io, out }: Cli): Promise<ValidateOptions> {
  const directory = resolve(io.cwd, io.env['CONTINUO_PROJECT'] || '.');
  const user = await loadUserCode({ directory, parts: ['operators', 'handlers'] });
  for (const { path, message } of user.errors) out.note(`${plainLine(path)}: ${plainLine(message)}`);
  return { operators: createRegistry({ builtin: builtinOperators, user }).catalog(), templates: templateChecker };
}
