import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const HISTORIES = join('test', 'replay', 'histories');

/**
 * Keeps an execution's history for the replay test. A file that is there is never written anew: histories are only added. After a change of what
 * the workflow is told or tells, `CONTINUO_RECORD=<what changed> npm run histories` adds them once more under that name.
 */
export async function recordHistory(client: Client, workflowId: string, name: string): Promise<void> {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
  const change = process.env['CONTINUO_RECORD'] ?? '';
  const path = join(HISTORIES, `${slug}${change === '' ? '' : `.${change}`}.json.gz`);
  if (existsSync(path)) return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  writeFileSync(path, gzipSync(historyToJSON(history)));
}
