import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTempFolder, until } from '../../../test/support/embedded/run-start.js';
import { readSettings } from '../../platform/config/settings.js';
import { openHome, type Home } from '../home.js';
import { inheritedEnv } from '../process/inherited-env.js';
import { progressPrinter } from '../progress.js';
import { openChildrenRecord } from '../supervisor/children-record.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { prepareEmbeddedTemporal } from './embedded-temporal.js';

let folder: string;
beforeAll(() => {
  folder = openTempFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

/** A supervisor with Temporal alone, and what it said. */
async function start(name: string) {
  const home = openHome(join(folder, name));
  const said: string[] = [];
  const progress = progressPrinter((line) => said.push(line));
  const temporal = await prepareEmbeddedTemporal({
    home,
    cacheFolder: readSettings().cache,
    namespace: 'spec',
    env: inheritedEnv(),
    progress,
  });
  const supervisor = new Supervisor({ home, record: openChildrenRecord(home), say: progress.say });
  await supervisor.start(temporal.child);
  const connect = async (): Promise<Client> =>
    new Client({
      connection: await Connection.connect({ address: temporal.address(), connectTimeout: 20_000 }),
      namespace: 'spec',
    });
  return { home, said, supervisor, connect };
}

const databaseOf = (home: Home): string =>
  join(home.temporal, readdirSync(home.temporal).find((file) => file.endsWith('.db')) ?? 'none');

describe.concurrent('the embedded Temporal', () => {
  it('given a server killed in the middle, comes back at the same address with every execution', async () => {
    const { home, supervisor, connect, said } = await start('killed');
    const client = await connect();
    await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'kept' });
    const killed = supervisor.ref('temporal')?.pid ?? 0;
    process.kill(killed, 'SIGKILL');
    await until(
      () =>
        client.workflow
          .getHandle('kept')
          .describe()
          .then(
            () => supervisor.ref('temporal')?.pid !== killed,
            () => false,
          ),
      'the restart',
    );
    expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    expect(said.join()).toContain('temporal was ended by SIGKILL');
    expect(readdirSync(home.temporal).filter((name) => name.startsWith('aside-'))).toEqual([]);
    await client.connection.close();
    await supervisor.stop();
  });

  it('given a database that is damaged inside, moves it aside, says so, and starts with an empty one', async () => {
    const first = await start('damaged');
    await first.supervisor.stop();
    const database = databaseOf(first.home);
    rmSync(`${database}-wal`, { force: true });
    const { size } = statSync(database);
    writeFileSync(
      database,
      Buffer.concat([Buffer.from('SQLite format 3\0', 'latin1'), Buffer.alloc(Math.max(size, 65_536), 0xab)]),
    );

    const second = await start('damaged');
    const client = await second.connect();
    expect((await client.workflowService.describeNamespace({ namespace: 'spec' })).namespaceInfo?.name).toBe('spec');
    expect(second.said.join('\n')).toContain('moved to');
    expect(readdirSync(second.home.temporal).filter((name) => name.startsWith('aside-'))).toHaveLength(1);
    await client.connection.close();
    await second.supervisor.stop();
  });

  it('given a server that was killed while it made its schema, starts with a new one', async () => {
    const home = openHome(join(folder, 'half'));
    writeFileSync(join(home.temporal, 'temporal-1.31.2.db'), 'SQLite format 3\0 and half a schema');
    const { supervisor, said } = await start('half');
    expect(said.filter((line) => line.includes('moved'))).toEqual([]);
    await supervisor.stop();
  });
});
