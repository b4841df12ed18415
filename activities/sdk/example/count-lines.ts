import { open } from 'node:fs/promises';
import { z } from 'zod';
import { defineOperator, TaskFailure } from '../index.js';

export const countLines = defineOperator({
  type: 'acme.countLines',
  summary: 'Counts the lines of a file',
  with: z.strictObject({
    path: z.string().describe('Under an allowed root'),
    atLeast: z.number().int().min(0).default(1),
  }),
  async run(context, { path, atLeast }) {
    const file = await open(await context.resolvePath(path));
    let lines = 0;
    for await (const line of file.readLines()) {
      if (line.includes('\0')) throw new TaskFailure('NotText', `line ${lines + 1} is no text`, { retryable: false });
      lines += 1;
      if (lines % 100_000 === 0) {
        context.heartbeat({ lines });
        context.signal.throwIfAborted();
      }
    }
    context.logger.info(`${path} has ${lines} lines`);
    if (lines < atLeast) throw new TaskFailure('TooFewLines', `${lines} lines, expected ${atLeast}`);
    return { value: lines };
  },
});
