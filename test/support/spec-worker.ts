import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { AttemptActivities, RunActivities } from '../../activities/contract.js';
import { runWorkflowId, RUN_WORKFLOW } from '../../src/temporal/workflow-id.js';

export interface SpecWorker {
  client: Client;
  /** Workflow ids, in the order of their start. */
  started: string[];
  /** Starts the execution of (run, epoch) and waits for its end. */
  execute(dagRunId: string, options?: { epoch?: number; segmentEvents?: number }): Promise<void>;
  start(dagRunId: string, options?: { epoch?: number; segmentEvents?: number }): Promise<void>;
  stop(): Promise<void>;
}

let bundle: Promise<{ code: string }> | null = null;
const workflowBundle = (): Promise<{ code: string }> =>
  (bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  }));

/** Once for all specs that share this process. */
let runtime: Runtime | null = null;

/** The real workflow on the shared Temporal, with activities that the spec gives: the real claim and recordTurn, and what an attempt does. */
export async function specWorker(
  address: string,
  activities: RunActivities & Pick<AttemptActivities, 'attempt'> & Partial<AttemptActivities>,
): Promise<SpecWorker> {
  runtime ??= Runtime.install({ logger: new DefaultLogger('ERROR') });
  const taskQueue = `spec-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address });
  const clientConnection = await Connection.connect({ address });
  const client = new Client({ connection: clientConnection });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: { ...activities },
  });
  const running = worker.run();
  const started: string[] = [];
  const start = (dagRunId: string, { epoch = 1, segmentEvents = 4_000 } = {}) => {
    started.push(runWorkflowId(dagRunId, epoch));
    return client.workflow.start(RUN_WORKFLOW, {
      workflowId: runWorkflowId(dagRunId, epoch),
      taskQueue,
      args: [{ dagRunId, epoch, segmentEvents }],
    });
  };
  return {
    client,
    started,
    start: async (dagRunId, options) => void (await start(dagRunId, options)),
    execute: async (dagRunId, options) => void (await (await start(dagRunId, options)).result()),
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await clientConnection.close();
    },
  };
}
