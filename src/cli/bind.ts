import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import { type GlobalOptions, type Handler, openCli } from './invocation.js';
import type { Io } from './io.js';

/** Makes a commander action of a handler that is imported when it is called. */
export type Bind = <Args extends readonly unknown[], Options>(
  load: () => Promise<Handler<Args, Options>>,
) => (...parameters: unknown[]) => Promise<void>;

/** @param end takes the exit code of the command that ran */
export function binder(io: Io, end: (code: ExitCode) => void): Bind {
  return (load) =>
    async (...parameters) => {
      // commander passes the arguments, the options, and the command itself
      const command = parameters.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const handler = await load();
      type Expected = Parameters<typeof handler>;
      end(
        await handler(openCli(io, options), parameters.slice(0, -2) as unknown as Expected[1], options as Expected[2]),
      );
    };
}
