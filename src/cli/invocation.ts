import { randomUUID } from 'node:crypto';
import { type GraphqlClient, graphqlClient } from './client/graphql-client.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { type Output, output } from './output.js';
import { type AddressOptions, type ServiceAddress, serviceAddress } from './service/service-address.js';

/** Options that every command has. */
export interface GlobalOptions extends AddressOptions {
  readonly json?: boolean;
}

/** What a command works with. */
export interface Cli {
  readonly io: Io;
  readonly out: Output;
  readonly client: GraphqlClient;
}

/** A command: its arguments, its options, what it answers to the shell. */
export type Handler<Args extends readonly unknown[], Options> = (
  cli: Cli,
  args: Args,
  options: Options,
) => Promise<ExitCode>;

export function openCli(io: Io, options: GlobalOptions): Cli {
  const out = output(io, options.json === true);
  const address = (): Promise<ServiceAddress> => serviceAddress(io, options);
  return { io, out, client: graphqlClient(address, () => out.note('no answer yet: trying again for some seconds')) };
}

/** What every mutation says of itself. */
export interface MutationOptions {
  readonly reason?: string;
}

/** reason and a new idempotency key. One call for each mutation: the key goes with it through all its retries. */
export const mutationFields = (options: MutationOptions): { reason: string | null; idempotencyKey: string } => ({
  reason: options.reason ?? null,
  idempotencyKey: randomUUID(),
});
