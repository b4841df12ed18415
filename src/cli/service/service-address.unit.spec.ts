import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIo, type Io } from '../io.js';
import { serviceAddress } from './service-address.js';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'continuo-cli-'));
  const endpoint = { url: 'http://127.0.0.1:8080', graphql: 'http://127.0.0.1:8080/graphql', pids: {} };
  await writeFile(join(home, 'endpoint.json'), JSON.stringify(endpoint));
  await writeFile(join(home, 'admin.token'), 'cto_home\n');
  await writeFile(join(home, 'other.token'), 'cto_other\n');
});
afterAll(async () => await rm(home, { recursive: true }));

const io = (env: Record<string, string> = {}): Io => ({
  ...processIo(),
  cwd: home,
  env: { CONTINUO_HOME: '.', ...env },
});

describe('serviceAddress', () => {
  it('is what the home says', async () => {
    expect(await serviceAddress(io(), {})).toEqual({
      url: 'http://127.0.0.1:8080',
      graphql: 'http://127.0.0.1:8080/graphql',
      token: 'cto_home',
      source: join(home, 'endpoint.json'),
    });
  });

  it('is CONTINUO_URL and CONTINUO_TOKEN where they are set', async () => {
    const env = { CONTINUO_URL: 'https://c.example.com/base/', CONTINUO_TOKEN: 'cto_env' };
    expect(await serviceAddress(io(env), {})).toMatchObject({
      graphql: 'https://c.example.com/base/graphql',
      token: 'cto_env',
    });
  });

  it('is --url and --token-file before all', async () => {
    const env = { CONTINUO_URL: 'https://c.example.com', CONTINUO_TOKEN: 'cto_env' };
    const options = { url: 'http://localhost:9/graphql', tokenFile: 'other.token' };
    expect(await serviceAddress(io(env), options)).toMatchObject({
      url: 'http://localhost:9',
      graphql: 'http://localhost:9/graphql',
      token: 'cto_other',
    });
  });

  it("takes the home's token for another port of this machine", async () => {
    expect(await serviceAddress(io({ CONTINUO_URL: 'http://127.0.0.1:9' }), {})).toMatchObject({ token: 'cto_home' });
  });

  it("never sends the home's token to another machine", async () => {
    await expect(serviceAddress(io({ CONTINUO_URL: 'https://c.example.com' }), {})).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('is not sent to another machine') as string,
    });
  });
});
