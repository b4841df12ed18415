import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

const LOOK_EVERY_MS = 50;
const CALL_LIMIT_MS = 5_000;
/** How long the history of an ended execution stays readable in Temporal. What must be kept for good lies in PostgreSQL. */
const RETENTION_SECONDS = 3 * 24 * 60 * 60;

/** Waits until the server answers for the namespace, from its namespace table and its visibility table, and sets the retention. */
export async function temporalReady(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await usable(address, namespace)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function usable(address: string, namespace: string): Promise<boolean> {
  // No retries inside: they would wait longer than we do.
  const connection = Connection.lazy({ address, interceptors: [] });
  try {
    return await connection.withDeadline(Date.now() + CALL_LIMIT_MS, async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      await connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
      const now = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
      if (now !== RETENTION_SECONDS) await setRetention(connection, namespace);
      return true;
    });
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function setRetention(connection: Connection, namespace: string): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs(RETENTION_SECONDS * 1_000);
  await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}
