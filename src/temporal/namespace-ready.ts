import type { Client } from '@temporalio/client';

const LONGEST_CALL_MS = 2_000;

/** @throws where Temporal cannot be reached, or does not know the client's namespace */
export async function namespaceReady(client: Client): Promise<void> {
  const { namespace } = client.options;
  await client.withDeadline(Date.now() + LONGEST_CALL_MS, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
}
