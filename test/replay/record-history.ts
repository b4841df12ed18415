import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const HISTORIES = join('test', 'replay', 'histories');

/** Keeps an execution's history for the replay test. A file that is there is never written anew: histories are only added. */
export async function recordHistory(client: Client, workflowId: string, name: string): Promise<void> {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
  const path = join(HISTORIES, `${slug}.json.gz`);
  if (existsSync(path)) return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  writeFileSync(path, gzipSync(historyToJSON(history)));
}
