import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Settings } from '../platform/config/settings.js';
import { tlsOf } from './tls.js';

/** A client that connects when it is first used and reconnects by itself: Temporal may be down when a service starts. */
export function connectClient(
  temporal: Settings['temporal'],
  dataConverter?: DataConverter,
): { client: Client; connection: Connection } {
  if (temporal.address === undefined)
    throw new Error('TEMPORAL_ADDRESS is not set: start by `npm start`, or name a server');
  const connection = Connection.lazy({
    address: temporal.address,
    tls: tlsOf(temporal.tls),
    ...(temporal.apiKey === undefined ? {} : { apiKey: temporal.apiKey }),
  });
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    ...(dataConverter === undefined ? {} : { dataConverter }),
  });
  return { client, connection };
}
