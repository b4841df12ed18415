import { dagJsonSchema } from '../../domain/dag/dag-json-schema.js';
import { EXIT } from '../exit-code.js';
import type { Handler } from '../invocation.js';

/** Works without a service. It is JSON with --json and without. */
export const dagSchema: Handler<readonly [], unknown> = (cli) => {
  cli.out.document(dagJsonSchema());
  return Promise.resolve(EXIT.ok);
};
