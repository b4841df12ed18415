import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { graphqlClient, type GraphqlClient } from '../../cli/client/graphql-client.js';
import { subscribe } from '../../cli/client/subscribe.js';
import type { ServiceAddress } from '../../cli/service/service-address.js';
import type { Endpoint } from '../endpoint-file.js';
import type { Progress } from '../progress.js';
import { EXAMPLE_DAGS, RUN_CHANGED, SET_CONNECTION, TRIGGER } from './examples.operations.js';

/** The service registers the project's DAG files while it starts; a project without examples has none after this time. */
const PATIENCE_MS = 15_000;

/**
 * Runs every DAG of the project that is tagged `example`, all at once; true when all succeeded (also when there is none).
 * They work on the connection `examples`, which is set to our own database: its port may differ from start to start.
 */
export async function runExamples(endpoint: Endpoint, progress: Progress, signal: AbortSignal): Promise<boolean> {
  try {
    return await runAll(endpoint, progress, signal);
  } catch (error) {
    // the service may be on its way up again; everything else goes on
    progress.say(`The examples could not be run: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function runAll(endpoint: Endpoint, progress: Progress, signal: AbortSignal): Promise<boolean> {
  const token = readFileSync(join(endpoint.folders.home, 'admin.token'), 'utf8').trim();
  const address: ServiceAddress = { url: endpoint.url, graphql: endpoint.graphql, token, source: 'npm start' };
  const client = graphqlClient(
    () => Promise.resolve(address),
    () => undefined,
  );
  const ids = await exampleIds(client, signal);
  if (ids.length === 0) return true;
  const input = {
    id: 'examples',
    type: 'postgres',
    uri: endpoint.database,
    reason: 'npm start: where the examples write',
  };
  await client.execute(SET_CONNECTION, { input });
  const results = await Promise.all(
    ids.map(async (id) => {
      const began = performance.now();
      const state = await progress.step(`Example ${id}`, () => runOne(client, address, id, signal));
      progress.say(`Example ${id}: ${state} after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
      return state;
    }),
  );
  return results.every((state) => state === 'SUCCESS');
}

async function exampleIds(client: GraphqlClient, signal: AbortSignal): Promise<string[]> {
  for (let waited = 0; !signal.aborted; waited += 200) {
    const { dags } = await client.execute(EXAMPLE_DAGS, {});
    if (dags.nodes.length > 0 || waited >= PATIENCE_MS) return dags.nodes.map((dag) => dag.id);
    await sleep(200);
  }
  return [];
}

async function runOne(
  client: GraphqlClient,
  address: ServiceAddress,
  dagId: string,
  signal: AbortSignal,
): Promise<string> {
  const { triggerDag } = await client.execute(TRIGGER, { input: { dagId, reason: 'npm start runs the examples' } });
  if (triggerDag.dagRun === undefined) return `not triggered (${triggerDag.__typename})`;
  const { id } = triggerDag.dagRun;
  const options = {
    ...{ address: () => Promise.resolve(address), variables: () => ({ id }), signal },
    ...{ onLost: () => undefined, onBack: () => undefined },
  };
  for await (const { dagRunChanged } of subscribe(RUN_CHANGED, options)) {
    if (dagRunChanged.state === 'SUCCESS' || dagRunChanged.state === 'FAILED') return dagRunChanged.state;
  }
  return 'interrupted';
}
